import type { TemperatureRow } from '../../../domain/host.ts';
import { fail } from '../../../domain/result.ts';
import { numberOf } from '../../../parsers/figures.ts';
import type { FileText, Transport } from '../../transports/transport.ts';
import { answer, type FactReader, leftOut, secondMs, trimmed } from './fact-reader.ts';

const hwmonRoot = '/sys/class/hwmon';
const thermalRoot = '/sys/class/thermal';
const timeoutMs = secondMs;

/** A value that no working sensor gives; the kernel has them in thousandths. */
const coldest = -60;
const hottest = 250;

type Sensor = { readonly name: string; readonly path: string; readonly criticalPath: string | null };

/**
 * Sensors of hwmon, and thermal zones that hwmon does not have. A sensor may be behind a slow bus or a sleeping disk, so a
 * helper reads them. https://docs.kernel.org/hwmon/sysfs-interface.html
 */
export const temperaturesReader: FactReader<'temperatures'> = {
	maxAgeMs: 10 * secondMs,
	isKept: false,
	deadlineMs: 3 * secondMs,
	async read(transport) {
		const chips = await findHwmon(transport);
		const sensors = [...chips, ...(await findZones(transport, new Set(chips.map(({ name }) => name.split(':')[0]))))];
		if (sensors.length === 0) {
			return fail(
				'unavailable',
				'This host shows no temperature sensor',
				'Virtual machines have none; elsewhere a driver may be missing (sensors-detect of lm-sensors).',
			);
		}
		const paths = sensors.flatMap(({ path, criticalPath }) => (criticalPath === null ? [path] : [path, criticalPath]));
		const texts = await transport.readSlowFiles(paths, { timeoutMs, maxBytes: 64 });
		const values = new Map(paths.map((path, index) => [path, celsiusOf(texts[index])]));
		const rows = sensors.flatMap((sensor) => rowOf(sensor, values));
		return answer(rows, leftOut('temperatures', sensors.length - rows.length, 'the sensors'));
	},
};

function celsiusOf(text: FileText | undefined): number | null {
	const thousandths = numberOf(trimmed(text) ?? undefined);
	if (thousandths === null) return null;
	const celsius = thousandths / 1000;
	return celsius > coldest && celsius < hottest ? celsius : null;
}

function rowOf({ name, path, criticalPath }: Sensor, values: ReadonlyMap<string, number | null>): TemperatureRow[] {
	const celsius = values.get(path) ?? null;
	const critical = criticalPath === null ? null : (values.get(criticalPath) ?? null);
	// Some firmware gives 0 for a limit that it does not have.
	return celsius === null
		? []
		: [{ name, celsius, criticalCelsius: critical !== null && critical > 0 ? critical : null }];
}

async function findHwmon(transport: Transport): Promise<readonly Sensor[]> {
	const chips = await transport.listDirectory(hwmonRoot);
	if (!chips.ok) return [];
	const parts = await Promise.all([...chips.value].sort().map((chip) => findChip(transport, `${hwmonRoot}/${chip}`)));
	return parts.flat();
}

async function findChip(transport: Transport, directory: string): Promise<readonly Sensor[]> {
	const files = await transport.listDirectory(directory);
	if (!files.ok) return [];
	const numbers = files.value
		.flatMap((name) => /^temp(\d+)_input$/.exec(name)?.[1] ?? [])
		.sort((a, b) => Number(a) - Number(b));
	const [chipName, ...labels] = await transport.readFiles([
		`${directory}/name`,
		...numbers.map((number) => `${directory}/temp${number}_label`),
	]);
	return numbers.map((number, index) => ({
		name: `${trimmed(chipName) ?? directory.split('/').at(-1)}: ${trimmed(labels[index]) ?? `sensor ${number}`}`,
		path: `${directory}/temp${number}_input`,
		criticalPath: files.value.includes(`temp${number}_crit`) ? `${directory}/temp${number}_crit` : null,
	}));
}

async function findZones(transport: Transport, known: ReadonlySet<string | undefined>): Promise<readonly Sensor[]> {
	const names = await transport.listDirectory(thermalRoot);
	const zones = names.ok ? names.value.filter((name) => name.startsWith('thermal_zone')).sort() : [];
	const types = await transport.readFiles(zones.map((zone) => `${thermalRoot}/${zone}/type`));
	return zones.flatMap((zone, index) => {
		const type = trimmed(types[index]) ?? zone;
		// hwmon has most zones too, with dashes turned to underscores.
		if (known.has(type) || known.has(type.replaceAll('-', '_'))) return [];
		return { name: `thermal: ${type}`, path: `${thermalRoot}/${zone}/temp`, criticalPath: null };
	});
}
