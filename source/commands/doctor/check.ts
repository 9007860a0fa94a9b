/** What was looked at: `missing` costs a part of the program, `broken` most of it. */
export type Check = {
	readonly name: string;
	readonly state: 'fine' | 'missing' | 'broken';
	readonly message: string;
	/** What to do; null when it is fine. */
	readonly mend: string | null;
};

export const fine = (name: string, message: string): Check => ({ name, state: 'fine', message, mend: null });
export const missing = (name: string, message: string, mend: string): Check => ({
	name,
	state: 'missing',
	message,
	mend,
});
export const broken = (name: string, message: string, mend: string): Check => ({
	name,
	state: 'broken',
	message,
	mend,
});
