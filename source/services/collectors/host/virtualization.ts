import { fail, type Result } from '../../../domain/result.ts';
import { parseCpuInfo } from '../../../parsers/cpuinfo.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, dayMs, type FactReader, runInTime, secondMs, trimmed } from './fact-reader.ts';

/** What systemd-detect-virt says, else what the firmware, the CPU and a container's marks say. */
export const virtualizationReader: FactReader<'virtualization'> = {
	maxAgeMs: dayMs,
	isKept: true,
	deadlineMs: 2 * secondMs,
	async read(transport, signal) {
		const detected = await runInTime(
			transport,
			{ file: 'systemd-detect-virt', args: [] },
			{ timeoutMs: secondMs },
			signal,
		);
		const word = detected.ok ? detected.value.stdout.trim() : '';
		// It ends with 1 for bare metal, and says `none`.
		if (/^[\w-]+$/.test(word)) return answer({ virtualization: word });
		return guess(await readMarks(transport));
	},
};

const files = [
	'/sys/class/dmi/id/sys_vendor',
	'/sys/class/dmi/id/product_name',
	'/proc/cpuinfo',
	'/sys/hypervisor/type',
	'/proc/1/cgroup',
	'/.dockerenv',
	'/run/.containerenv',
	'/proc/sys/kernel/osrelease',
	'/run/systemd/container',
];

type Marks = {
	readonly vendor: string | null;
	readonly product: string | null;
	readonly isGuestCpu: boolean | null;
	readonly hypervisor: string | null;
	readonly cgroup: string;
	readonly hasDockerFile: boolean;
	readonly hasPodmanFile: boolean;
	readonly release: string;
	readonly container: string | null;
};

async function readMarks(transport: Transport): Promise<Marks> {
	const [vendor, product, cpu, hypervisor, cgroup, docker, podman, release, container] =
		await transport.readFiles(files);
	return {
		vendor: trimmed(vendor),
		product: trimmed(product),
		isGuestCpu: cpu?.ok ? parseCpuInfo(cpu.value).isGuest : null,
		hypervisor: trimmed(hypervisor),
		cgroup: cgroup?.ok ? cgroup.value : '',
		hasDockerFile: docker?.ok === true,
		hasPodmanFile: podman?.ok === true,
		release: release?.ok ? release.value : '',
		container: trimmed(container),
	};
}

const makers: ReadonlyArray<readonly [pattern: RegExp, name: string]> = [
	[/kvm|qemu|openstack|google compute|amazon ec2|red ?hat|digitalocean|hetzner|alibaba/i, 'kvm'],
	[/vmware/i, 'vmware'],
	[/innotek|virtualbox/i, 'oracle'],
	[/microsoft corporation.*virtual machine/i, 'microsoft'],
	[/xen/i, 'xen'],
	[/parallels/i, 'parallels'],
	[/bhyve/i, 'bhyve'],
	[/apple.*virtualization/i, 'apple'],
];

/** The names are those of systemd-detect-virt. */
export function guessVirtualization(marks: Marks): string | null {
	if (/microsoft|WSL/i.test(marks.release)) return 'wsl';
	if (marks.container !== null) return marks.container;
	if (marks.hasPodmanFile) return 'podman';
	if (marks.hasDockerFile || /\/docker[/-]/.test(marks.cgroup)) return 'docker';
	if (/\/lxc[/.]/.test(marks.cgroup)) return 'lxc';
	const maker = makers.find(([pattern]) => pattern.test(`${marks.vendor ?? ''} ${marks.product ?? ''}`));
	if (maker !== undefined) return maker[1];
	if (marks.hypervisor !== null) return marks.hypervisor;
	if (marks.isGuestCpu === true) return 'vm-other';
	return marks.isGuestCpu === false && marks.vendor !== null ? 'none' : null;
}

function guess(marks: Marks): Result<{ value: { virtualization: string }; problems: [] }> {
	const name = guessVirtualization(marks);
	return name === null
		? fail(
				'unavailable',
				'Neither firmware nor CPU tell whether this is a virtual machine',
				'systemd-detect-virt knows more ways to find out.',
			)
		: { ok: true, value: { value: { virtualization: name }, problems: [] } };
}
