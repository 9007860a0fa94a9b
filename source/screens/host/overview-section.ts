import { formatDuration, formatLocalTime, formatSize } from '../../domain/format.ts';
import type { HostData, ShutdownReason } from '../../domain/host.ts';
import { type HostInk, type HostLine, type HostSection, pairLine } from './host-lines.ts';

/** What the host is: system, boot, clock. */
export function overviewSection(data: HostData, ink: HostInk): HostSection {
	const { os, kernel, boot, rebootRequired } = data;
	const kernelText =
		kernel.release === null ? null : `Linux ${kernel.release}${kernel.arch === null ? '' : ` ${kernel.arch}`}`;
	const pair = (label: string, value: string | null, field: string) => pairLine(ink, label, value, field);
	const lines: HostLine[] = [
		pair('Host', nameOf(data), 'hostname'),
		pair('System', os.pretty ?? joined([os.name, os.version]), 'os'),
		pair('Kernel', kernelText, 'kernel'),
		pair('Booted', boot.time === null ? null : formatLocalTime(boot.time), 'boot.time'),
		pair('Up', data.uptimeSeconds === null ? null : formatDuration(data.uptimeSeconds), 'uptimeSeconds'),
		pair('Last end', shutdownText(data), 'previousShutdown'),
		pair('Time zone', data.timezone, 'timezone'),
		pairLine(ink, 'Clock', clockText(data), 'clock', data.clock.synchronized === false ? 'warn' : 'plain'),
		pair('Reboot', rebootText(rebootRequired), 'rebootRequired'),
		pair('Packages', packagesText(data.packagesUpgradable), 'packagesUpgradable'),
	];
	return { id: 'overview', title: 'System', note: '', place: 'left', lines };
}

/** What it is made of. */
export function hardwareSection(data: HostData, ink: HostInk): HostSection {
	const { vendor, model, cpuModel, sockets, cores, threads, memoryBytes } = data.hardware;
	const virtual = data.virtualization === 'none' ? 'no, bare metal' : data.virtualization;
	const counts = [counted(sockets, 'socket'), counted(cores, 'core'), counted(threads, 'thread')];
	const lines: HostLine[] = [
		pairLine(ink, 'Machine', joined([vendor, model]), 'hardware.model'),
		pairLine(ink, 'Virtual', virtual, 'virtualization'),
		pairLine(ink, 'CPU', cpuModel, 'hardware.cpuModel'),
		pairLine(ink, 'Cores', joined(counts, ', '), 'hardware.threads'),
		pairLine(ink, 'Memory', memoryBytes === null ? null : formatSize(memoryBytes), 'hardware.memoryBytes'),
	];
	return { id: 'hardware', title: 'Hardware', note: '', place: 'left', lines };
}

function nameOf({ hostname, fqdn }: HostData): string | null {
	return fqdn !== null && fqdn !== hostname ? `${hostname ?? ''} (${fqdn})`.trim() : hostname;
}

function joined(parts: ReadonlyArray<string | null>, between = ' '): string | null {
	return parts.filter((part) => part !== null).join(between) || null;
}

function counted(count: number | null, what: string): string | null {
	return count === null ? null : `${count} ${what}${count === 1 ? '' : 's'}`;
}

const reasonWords: Readonly<Record<ShutdownReason, string>> = {
	reboot: 'rebooted',
	poweroff: 'powered off',
	shutdown: 'shut down in order',
	crash: 'crash, reset or power loss',
};

function shutdownText({ previousShutdown: { reason, time } }: HostData): string | null {
	if (reason === null) return null;
	const at = time === null ? null : formatLocalTime(time);
	return at === null ? reasonWords[reason] : `${reasonWords[reason]}, ${at}`;
}

function clockText({ clock }: HostData): string | null {
	const { synchronized, source, offsetSeconds } = clock;
	if (synchronized === null) return null;
	const by = source === null || source === 'kernel' ? '' : ` by ${source}`;
	if (!synchronized) return `not synchronised${by}`;
	if (offsetSeconds === null) return `synchronised${by}`;
	const amount = Math.abs(offsetSeconds);
	const text = amount < 1 ? `${(amount * 1000).toFixed(amount < 0.01 ? 2 : 0)} ms` : formatDuration(amount);
	return `synchronised${by}, ${text} ${offsetSeconds < 0 ? 'behind' : 'ahead'}`;
}

function rebootText({ required, reasons }: HostData['rebootRequired']): string | null {
	if (required === null) return null;
	return required ? `required: ${reasons.join(', ')}` : 'not required';
}

function packagesText(count: number | null): string | null {
	if (count === null) return null;
	return count === 0 ? 'up to date with the known lists' : `${count} can be upgraded`;
}
