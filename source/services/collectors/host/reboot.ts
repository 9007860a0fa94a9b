import { answer, type FactReader, minuteMs, secondMs } from './fact-reader.ts';

/** More packages than anybody reads in a reason. */
const maxReasons = 20;

/** Whether a reboot is due: what Debian's packages ask for, and a kernel newer than the one that runs. */
export const rebootReader: FactReader<'reboot'> = {
	maxAgeMs: minuteMs,
	isKept: false,
	deadlineMs: 2 * secondMs,
	async read(transport) {
		const [required, packages, needed, release, modules] = await transport.readFiles([
			'/run/reboot-required',
			'/run/reboot-required.pkgs',
			'/run/reboot-needed',
			'/proc/sys/kernel/osrelease',
			'/proc/modules',
		]);
		const installed = await transport.listDirectory('/lib/modules');
		const asking = packages?.ok
			? [
					...new Set(
						packages.value
							.split('\n')
							.map((line) => line.trim())
							.filter(Boolean),
					),
				]
			: [];
		const kernel =
			release?.ok && installed.ok
				? kernelReason(release.value.trim(), installed.value, modules?.ok === true && modules.value.trim() !== '')
				: null;
		const isRequired = required?.ok === true || needed?.ok === true || kernel !== null;
		const general = isRequired && asking.length === 0 && kernel === null ? ['the package manager asks for it'] : [];
		const reasons = [...(kernel === null ? [] : [kernel]), ...asking.map((name) => `${name} was upgraded`), ...general];
		return answer({ required: isRequired, reasons: reasons.slice(0, maxReasons) });
	},
};

/** Kernels of one kind end alike: `6.1.0-28-amd64` and `6.1.0-29-amd64`. */
const flavour = (release: string) => /(?:[-.](?:[a-z_]\w*))*$/i.exec(release)?.[0] ?? '';

/** Why the installed kernels ask for a reboot; null when they do not. Containers and foreign kernels have no modules here. */
export function kernelReason(running: string, installed: readonly string[], hasLoadedModules: boolean): string | null {
	if (!installed.includes(running)) {
		return hasLoadedModules && installed.length > 0
			? `the modules of the running kernel ${running} were removed`
			: null;
	}
	const rivals = installed.filter((release) => flavour(release) === flavour(running));
	const newest = rivals.reduce((best, release) => (compareReleases(release, best) > 0 ? release : best), running);
	return newest === running ? null : `kernel ${newest} is installed, ${running} runs`;
}

/** Numbers by value, other parts by letters, in the order in which they stand. */
export function compareReleases(left: string, right: string): number {
	const leftParts = left.match(/\d+|[a-z]+/gi) ?? [];
	const rightParts = right.match(/\d+|[a-z]+/gi) ?? [];
	for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index += 1) {
		const order = comparePart(leftParts[index] ?? '', rightParts[index] ?? '');
		if (order !== 0) return order;
	}
	return 0;
}

function comparePart(left: string, right: string): number {
	const areNumbers = /^\d+$/.test(left) && /^\d+$/.test(right);
	if (areNumbers) return Math.sign(Number(left) - Number(right));
	// `rc1` comes before the release that has nothing there.
	if (left === 'rc' || right === 'rc') return left === right ? 0 : left === 'rc' ? -1 : 1;
	return left === right ? 0 : left < right ? -1 : 1;
}
