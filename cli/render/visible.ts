export { visible } from '../../functions/lib/domain/visible-text.ts';
