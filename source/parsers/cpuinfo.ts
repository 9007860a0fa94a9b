/**
 * /proc/cpuinfo, whose keys differ by architecture: x86 names model and topology, ARM the maker's and part's numbers, POWER
 * `cpu`, s390 one line a processor, RISC-V `uarch`. https://docs.kernel.org/admin-guide/cputopology.html
 */
export type CpuInfo = {
	readonly model: string | null;
	readonly threads: number | null;
	/** Null where the file has no topology (ARM): sysfs has it. */
	readonly sockets: number | null;
	readonly cores: number | null;
	/** The CPU itself says that a hypervisor runs it (x86); null elsewhere. */
	readonly isGuest: boolean | null;
	/** Board or machine as ARM and POWER have it at the end. */
	readonly machine: string | null;
};

export function parseCpuInfo(text: string): CpuInfo {
	const blocks = text.split(/\n\s*\n/).map(parseBlock);
	const processors = blocks.filter((block) => block.has('processor'));
	const first = processors[0] ?? blocks[0] ?? new Map<string, string>();
	const sockets = new Set(processors.flatMap((block) => block.get('physical id') ?? []));
	const cores = new Set(
		processors.flatMap((block) =>
			block.has('core id') ? [`${block.get('physical id')}/${block.get('core id')}`] : [],
		),
	);
	const s390 = [...text.matchAll(/^processor \d+:/gm)].length;
	return {
		model: modelOf(first, text),
		threads: s390 || processors.length || null,
		sockets: sockets.size || null,
		cores: cores.size || null,
		isGuest: first.has('flags') ? /\bhypervisor\b/.test(first.get('flags') ?? '') : null,
		machine: lineOf(text, /^(?:machine|Model)\t*\s*: (.+)$/m),
	};
}

function parseBlock(block: string): Map<string, string> {
	return new Map(
		block.split('\n').flatMap((line) => {
			const colon = line.indexOf(':');
			return colon < 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const];
		}),
	);
}

function lineOf(text: string, pattern: RegExp): string | null {
	return pattern.exec(text)?.[1]?.trim() || null;
}

function modelOf(first: ReadonlyMap<string, string>, text: string): string | null {
	const named = first.get('model name') || first.get('cpu') || first.get('uarch') || first.get('cpu model');
	if (named) return named.replaceAll(/\s+/g, ' ');
	const part = armPart(first.get('CPU implementer'), first.get('CPU part'));
	return part ?? lineOf(text, /^(?:Processor|Hardware)\s*: (.+)$/m) ?? s390Model(text);
}

function s390Model(text: string): string | null {
	const machine = /^processor 0:.*machine = (\w+)/m.exec(text)?.[1];
	return machine === undefined ? null : `IBM Z ${machine}`;
}

const implementers: Readonly<Record<string, string>> = {
	'0x41': 'ARM',
	'0x43': 'Cavium',
	'0x46': 'Fujitsu',
	'0x48': 'HiSilicon',
	'0x4e': 'NVIDIA',
	'0x51': 'Qualcomm',
	'0x61': 'Apple',
	'0x6d': 'Microsoft',
	'0xc0': 'Ampere',
};

/** Arm's own part numbers, from its technical reference manuals. */
const armParts: Readonly<Record<string, string>> = {
	'0xd03': 'Cortex-A53',
	'0xd04': 'Cortex-A35',
	'0xd05': 'Cortex-A55',
	'0xd07': 'Cortex-A57',
	'0xd08': 'Cortex-A72',
	'0xd09': 'Cortex-A73',
	'0xd0a': 'Cortex-A75',
	'0xd0b': 'Cortex-A76',
	'0xd0c': 'Neoverse-N1',
	'0xd40': 'Neoverse-V1',
	'0xd41': 'Cortex-A78',
	'0xd49': 'Neoverse-N2',
	'0xd4f': 'Neoverse-V2',
	'0xd8e': 'Neoverse-N3',
};

function armPart(implementer: string | undefined, part: string | undefined): string | null {
	if (implementer === undefined || part === undefined) return null;
	const maker = implementers[implementer.toLowerCase()] ?? `implementer ${implementer}`;
	const known = maker === 'ARM' ? armParts[part.toLowerCase()] : undefined;
	return `${maker} ${known ?? `part ${part}`}`;
}
