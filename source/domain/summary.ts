/** What the header shows of a host whatever tab is in front: a few cheap totals, read each interval. */
export type HostSummary = {
	readonly hostname: string | null;
	/** `Debian 12`, short. */
	readonly osName: string | null;
	readonly kernelRelease: string | null;
	readonly bootId: string | null;
	readonly uptimeSeconds: number | null;
	readonly load: readonly [number, number, number] | null;
	/** Failed units, renewed every 30 s at most; null while unknown. */
	readonly failedUnits: number | null;
};
