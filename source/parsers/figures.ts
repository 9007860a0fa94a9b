/** A plain decimal number with or without sign and fraction, or null: empty text, signs of unknown and the like are no numbers. */
export function numberOf(text: string | undefined): number | null {
	return text !== undefined && /^[+-]?\d{1,20}(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** ISO 8601 UTC of milliseconds since the epoch; null where no calendar has that moment. */
export function isoOf(epochMs: number): string | null {
	return Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : null;
}
