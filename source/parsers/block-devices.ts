import type { DiskHealth, DiskRow } from '../domain/host.ts';

/** A disk without what only smartctl knows. */
export type BlockDevice = Omit<DiskRow, 'health' | 'temperatureCelsius'>;

/**
 * `lsblk -J -b -d -o NAME,TYPE,SIZE,ROTA,MODEL,SERIAL,TRAN` (util-linux 2.27 and newer). Before 2.33 numbers and flags are
 * strings. Null when the text is not its JSON.
 */
export function parseLsblk(text: string): readonly BlockDevice[] | null {
	const root = parseJson(text);
	const list = isRecord(root) ? root['blockdevices'] : null;
	if (!Array.isArray(list)) return null;
	return list.flatMap((entry: unknown) => {
		if (!isRecord(entry) || entry['type'] !== 'disk' || typeof entry['name'] !== 'string') return [];
		return {
			name: entry['name'],
			model: textOf(entry['model']),
			serial: textOf(entry['serial']),
			sizeBytes: countOf(entry['size']),
			isRotational: flagOf(entry['rota']),
			transport: textOf(entry['tran']),
		};
	});
}

export type SmartAnswer = {
	readonly health: DiskHealth | null;
	readonly temperatureCelsius: number | null;
	/** Why there is no verdict, in smartctl's words. */
	readonly message: string | null;
};

/** `smartctl -n standby -H -A -j /dev/X` (smartmontools 7.0 and newer). Null when the text is not its JSON. */
export function parseSmart(text: string): SmartAnswer | null {
	const root = parseJson(text);
	if (!isRecord(root) || !isRecord(root['smartctl'])) return null;
	const passed = isRecord(root['smart_status']) ? root['smart_status']['passed'] : null;
	const current = isRecord(root['temperature']) ? root['temperature']['current'] : null;
	const messages = root['smartctl']['messages'];
	const first: unknown = Array.isArray(messages) ? messages[0] : null;
	return {
		health: typeof passed === 'boolean' ? (passed ? 'passed' : 'failed') : null,
		temperatureCelsius: typeof current === 'number' ? current : null,
		message: isRecord(first) ? textOf(first['string']) : null,
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function countOf(value: unknown): number | null {
	const count = typeof value === 'string' && value !== '' ? Number(value) : value;
	return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : null;
}

function flagOf(value: unknown): boolean | null {
	if (typeof value === 'boolean') return value;
	return value === '1' || value === '0' ? value === '1' : null;
}
