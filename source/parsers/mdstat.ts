import type { RaidRow } from '../domain/host.ts';
import type { Records } from './records.ts';

const header = /^(md\S*) : (\S+)(.*)$/;
const devices = /([\w!-]+)\[(\d+)\]((?:\([A-Z]\))*)/g;
const counts = /\[(\d+)\/(\d+)\] \[[U_]+\]/;
const progress = /(resync|recovery|reshape|check|repair)\s*=\s*([\d.]+)%/;
const waiting = /\b(resync|recovery|reshape|check)\s*=\s*(?:DELAYED|PENDING)/;

const progressWords: Readonly<Record<string, string>> = {
	resync: 'resyncing',
	recovery: 'recovering',
	reshape: 'reshaping',
	check: 'checking',
	repair: 'repairing',
};

/**
 * /proc/mdstat: a line that names the array, then indented ones about it. https://docs.kernel.org/admin-guide/md.html
 * No machine here has an array: the texts it was tried with follow the md driver's `md_seq_show`.
 */
export function parseMdstat(text: string): Records<RaidRow> {
	const records: RaidRow[] = [];
	let malformed = 0;
	for (const block of text.split(/\n(?=\S)/)) {
		if (!/^md\S* :/.test(block)) continue;
		const row = parseArray(block);
		if (row === null) malformed += 1;
		else records.push(row);
	}
	return { records, malformed };
}

function parseArray(block: string): RaidRow | null {
	const [, name, activity, rest] = header.exec(block.split('\n', 1)[0] ?? '') ?? [];
	if (name === undefined || activity === undefined || rest === undefined) return null;
	const [, total, active] = counts.exec(block) ?? [];
	const [, action = waiting.exec(block)?.[1], percent] = progress.exec(block) ?? [];
	const failedDevices = [...rest.matchAll(devices)]
		.filter(([, , , flags]) => flags?.includes('(F)'))
		.map(([, device = '']) => device);
	const isDegraded = failedDevices.length > 0 || (total !== undefined && Number(active) < Number(total));
	return {
		name,
		level: /\b(raid\d+|linear|multipath|faulty|container)\b/.exec(rest)?.[1] ?? null,
		state: stateOf(activity, isDegraded, action),
		devicesTotal: total === undefined ? null : Number(total),
		devicesActive: active === undefined ? null : Number(active),
		failedDevices,
		progressPercent: percent === undefined ? null : Number(percent),
	};
}

function stateOf(activity: string, isDegraded: boolean, action: string | undefined): string {
	if (activity !== 'active') return activity;
	if (isDegraded) return 'degraded';
	return action === undefined ? activity : (progressWords[action] ?? action);
}
