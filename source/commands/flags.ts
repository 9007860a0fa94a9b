import { nearest } from '../domain/nearest.ts';

/** A flag of the command line as data: parsing, help and suggestions read this table. */
export type Flag = {
	readonly name: string;
	readonly short?: string;
	readonly type: 'boolean' | 'string' | 'number';
	/** What stands for the value in the help. */
	readonly value?: string;
	readonly description: string;
	/** Smallest and largest number. */
	readonly range?: readonly [number, number];
};
