/** The moment at which clocks here show that time: screens show local time, and tests run in any zone. */
export function localIso(text: string): string {
	return new Date(text).toISOString();
}

/** Lines without the zone behind their times. */
export function withoutZones(lines: readonly string[]): readonly string[] {
	return lines.map((line) => line.replace(/(\d\d:\d\d:\d\d) (?:UTC|[+-]\d\d:\d\d)(?: +|$)/g, '$1 ').trimEnd());
}
