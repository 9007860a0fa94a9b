/** Screen, command line and acts find a unit in one way. */
export { type FoundUnit, findUnit } from '../../../service-managers/find-unit.ts';
