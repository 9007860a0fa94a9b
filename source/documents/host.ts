import type { DiskRow, HostData, HostHardware } from '../domain/host.ts';
import { type Fact, type HostFactName, type HostFacts, hostFactFields, hostFactNames } from '../domain/host-facts.ts';
import { type Problem, problemOf } from '../domain/problem.ts';

export type HostView = { readonly data: HostData; readonly problems: readonly Problem[] };

/** The `host` document of what was read; every group that is not there leaves nulls and says why. */
export function buildHost(facts: HostFacts): HostView {
	const identity = factValue(facts.identity);
	return {
		data: {
			hostname: identity?.hostname ?? null,
			fqdn: factValue(facts.fqdn)?.fqdn ?? null,
			os: pickOs(identity?.os),
			kernel: identity?.kernel ?? { release: null, version: null, arch: null },
			boot: identity?.boot ?? { id: null, time: null },
			uptimeSeconds: identity?.uptimeSeconds ?? null,
			timezone: identity?.timezone ?? null,
			virtualization: factValue(facts.virtualization)?.virtualization ?? null,
			hardware: factValue(facts.hardware) ?? noHardware,
			addresses: factValue(facts.addresses),
			users: factValue(facts.users),
			cronJobs: factValue(facts.cronJobs),
			filesystems: factValue(facts.filesystems),
			disks: joinHealth(facts),
			raids: factValue(facts.raids),
			gpus: factValue(facts.gpus),
			timers: factValue(facts.timers),
			temperatures: factValue(facts.temperatures),
			clock: factValue(facts.clock) ?? { synchronized: null, source: null, offsetSeconds: null },
			previousShutdown: factValue(facts.previousShutdown) ?? { time: null, reason: null },
			oomKills: factValue(facts.kernelTrouble)?.oomKills ?? null,
			readOnlyMounts: factValue(facts.kernelTrouble)?.readOnlyMounts ?? null,
			rebootRequired: factValue(facts.reboot) ?? { required: null, reasons: [] },
			outdatedProcesses: factValue(facts.outdatedProcesses),
			deletedOpenFiles: factValue(facts.deletedOpenFiles),
			packagesUpgradable: factValue(facts.packagesUpgradable),
		},
		problems: hostFactNames.flatMap((name) => problemsOf(name, facts[name])),
	};
}

const noHardware: HostHardware = {
	vendor: null,
	model: null,
	cpuModel: null,
	sockets: null,
	cores: null,
	threads: null,
	memoryBytes: null,
};

function factValue<Value>(fact: Fact<Value>): Value | null {
	return fact.state === 'ready' ? fact.value : null;
}

function pickOs(os: HostData['os'] | undefined): HostData['os'] {
	return { name: os?.name ?? null, version: os?.version ?? null, id: os?.id ?? null, pretty: os?.pretty ?? null };
}

/** Disks with what they say of their own health. */
function joinHealth(facts: HostFacts): readonly DiskRow[] | null {
	const disks = factValue(facts.disks);
	const health = factValue(facts.diskHealth);
	if (disks === null || health === null) return disks;
	return disks.map((disk) => {
		const own = Object.hasOwn(health, disk.name) ? health[disk.name] : undefined;
		return own === undefined ? disk : { ...disk, ...own };
	});
}

function problemsOf(name: HostFactName, fact: Fact<unknown>): readonly Problem[] {
	switch (fact.state) {
		case 'ready':
			return fact.problems;
		case 'failed':
			return hostFactFields[name].map((field) => problemOf(field, fact.error));
		case 'pending':
			return hostFactFields[name].map((field) => ({
				field,
				code: 'pending',
				message: 'It is still being read',
				hint: 'Give it more time with --timeout, or look again in a moment.',
			}));
	}
}
