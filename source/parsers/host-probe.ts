/**
 * What the probe of `opsdash doctor HOST` (services/transports/ssh/probe.ts) says on the host, by name. Nothing that is
 * missing is made up.
 */
export type HostProbe = {
	readonly user: string | null;
	/** The program behind /bin/sh. */
	readonly shell: string | null;
	/** The program behind awk; null where there is none that works. */
	readonly awk: string | null;
	readonly canReadProc: boolean;
	readonly canSeeOthers: boolean;
	readonly managers: readonly string[];
	/** Null where there is no journalctl. */
	readonly canReadJournal: boolean | null;
	/** sudo, doas: those that are there. What they allow is not asked. */
	readonly becomeTools: readonly string[];
	/** Seconds since the epoch, by the host's clock. */
	readonly clockSeconds: number | null;
};

export function readHostProbe(values: ReadonlyMap<string, string>): HostProbe {
	const known = (name: string) => values.get(name) || null;
	const words = (name: string) => (values.get(name) ?? '').split(' ').filter((word) => word !== '');
	const clock = known('clock');
	return {
		user: known('user'),
		shell: known('shell'),
		awk: known('awk'),
		canReadProc: (known('proc') ?? '').startsWith('cpu'),
		canSeeOthers: known('others') === 'yes',
		managers: words('managers'),
		canReadJournal: values.has('journal') ? values.get('journal') === 'yes' : null,
		becomeTools: words('become'),
		clockSeconds: clock !== null && /^\d{1,12}$/.test(clock) ? Number(clock) : null,
	};
}
