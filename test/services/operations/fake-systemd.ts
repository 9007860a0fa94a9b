import type { FakeHost } from '../../support/fake-transport.ts';

/** A host in memory with one unit under systemd; `show` answers with `state`, which acts may change. */
export type FakeUnit = {
	name: string;
	loadState: string;
	activeState: string;
	subState: string;
	enabled: string;
};

export function fakeUnit(name: string, more: Partial<FakeUnit> = {}): FakeUnit {
	return { name, loadState: 'loaded', activeState: 'active', subState: 'running', enabled: 'enabled', ...more };
}

function show(unit: FakeUnit | undefined, name: string): string {
	const { loadState, activeState, subState, enabled } = unit ?? {
		loadState: 'not-found',
		activeState: 'inactive',
		subState: 'dead',
		enabled: '',
	};
	return [
		`Id=${name}`,
		`LoadState=${loadState}`,
		`ActiveState=${activeState}`,
		`SubState=${subState}`,
		`UnitFileState=${enabled}`,
		'MainPID=0',
		'NRestarts=0',
		'InvocationID=',
		'ControlGroup=',
		'NeedDaemonReload=no',
		'',
	].join('\n');
}

/** `onAct` stands for systemctl start, stop …; it changes the units and answers the exit. */
export function fakeSystemd(
	units: readonly FakeUnit[],
	onAct: (verb: string, unit: FakeUnit | undefined) => { exitCode?: number; stderr?: string } = () => ({}),
): FakeHost {
	return {
		host: 'web1',
		directories: { '/run/systemd/system': [] },
		onCommand({ file, args }) {
			const words = args.filter((arg) => !arg.startsWith('-') && arg !== 'TZ=UTC' && arg !== 'systemctl');
			const [verb = '', ...names] = words;
			if (file !== 'systemctl' && file !== 'env') return undefined;
			if (args.includes('--user')) return { exitCode: 1, stderr: 'Failed to connect to bus: No medium found' };
			if (verb === 'show' && names.length === 0)
				return { stdout: 'Version=252.39\nNFailedUnits=0\nSystemState=running\n' };
			if (verb === 'show') {
				const wanted = names.filter((name) => !name.startsWith('*'));
				return {
					stdout: wanted
						.map((name) =>
							show(
								units.find((unit) => unit.name === name),
								name,
							),
						)
						.join('\n'),
				};
			}
			if (verb === 'list-units') {
				const list = units.map(({ name, loadState, activeState, subState }) => ({
					unit: name,
					load: loadState,
					active: activeState,
					sub: subState,
					description: name,
				}));
				return { stdout: JSON.stringify(list) };
			}
			if (verb === 'list-unit-files') return { stdout: '[]' };
			if (verb === 'list-jobs' || verb === 'cat') return { stdout: '' };
			return onAct(
				verb,
				units.find(({ name }) => name === names[0]),
			);
		},
	};
}
