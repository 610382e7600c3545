import fc from 'fast-check';

/** A mutant runs every test that reaches it: what a property finds it finds in its first second, or the tables do. */
fc.configureGlobal({ interruptAfterTimeLimit: 1_000 });
