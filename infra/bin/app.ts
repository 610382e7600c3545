import { makeApp } from '../lib/app.ts';

makeApp().app.synth();
