/**
 * The console in a terminal without services behind it, for tests of the frame: acts take as long as the test says, and one
 * key breaks the program. Bundled by openConsoleProgram; the environment says what it does.
 */

import { writeFileSync } from 'node:fs';
import { Box, Text } from 'ink';
import { openConsole } from '../../source/console.tsx';
import type { Actions } from '../../source/domain/actions.ts';
import type { OperationPlan, OperationResult } from '../../source/domain/operation.ts';
import { fail, succeed } from '../../source/domain/result.ts';
import { defaultSettings } from '../../source/domain/settings.ts';
import { tabNames, tabTitles } from '../../source/domain/views.ts';
import { useConsole } from '../../source/hooks/console-context.ts';
import { runOne } from '../../source/hooks/run-acts.ts';
import { useKeys } from '../../source/hooks/use-keys.ts';
import type { ScreenDefinition, ScreenProps } from '../../source/screens/screen.ts';
import { createConsoleStore, sinkOf } from '../../source/store/console-store.ts';
import { onlyHost } from './only-host.ts';

const { env } = process;
const actMs = Number(env['TEST_ACT_MS'] ?? 0);
let openOperations = 0;

const plan: OperationPlan = {
	id: 'plan-1',
	operation: { type: 'service', verb: 'restart', unit: 'nginx.service', manager: 'systemd' },
	host: 'web1',
	target: 'nginx.service',
	title: 'Restart nginx.service on web1',
	command: { file: 'systemctl', args: ['restart', 'nginx.service'] },
	commandText: 'systemctl restart nginx.service',
	asUser: 'root',
	effects: ['php-fpm.service restarts with it'],
	friction: env['TEST_TYPED'] ? { kind: 'name', typed: 'nginx', because: 'web1 is protected.' } : { kind: 'yes' },
	before: 'active (running)',
};

async function perform(): Promise<OperationResult> {
	openOperations += 1;
	await new Promise((resolve) => setTimeout(resolve, actMs));
	openOperations -= 1;
	if (env['TEST_RECORD']) writeFileSync(env['TEST_RECORD'], 'recorded');
	return {
		id: 'plan-1',
		status: 'succeeded',
		code: null,
		message: 'Restarted nginx.service',
		hint: null,
		exitCode: 0,
		durationMs: actMs,
		output: '',
		before: null,
		after: null,
	};
}

const actions: Actions = {
	setNeeds() {},
	refresh() {},
	setPaused() {},
	setInterval() {},
	plan: async () => succeed(plan),
	perform,
	performAll: () => Promise.all([perform()]),
	look: async () => null,
	observe: async () => null,
	discard() {},
	openOperations: () => openOperations,
	readProcess: async () => fail('unavailable', 'There are no processes here.'),
	readUnit: async () => fail('unavailable', 'There are no units here.'),
	readUnitLog: async () => fail('unavailable', 'There are no logs here.'),
	readConnection: async () => fail('unavailable', 'There are no sockets here.'),
	queryHistory() {},
	markSeen: async () => succeed(undefined),
	checkHistory: async () => succeed({ isIntact: true, lines: [] }),
	remember() {},
	recall: () => undefined,
};

type DemoKeyId = 'demo.act' | 'demo.break' | 'demo.ask' | 'demo.print' | 'demo.choose' | 'demo.read' | 'demo.copy';

const keys = {
	scope: 'demo',
	title: 'Demo',
	bindings: [
		{ id: 'demo.act', keys: ['a'], hint: 'act', description: 'Restart a unit', weight: 90 },
		{ id: 'demo.break', keys: ['b'], hint: 'break', description: 'Break the program', weight: 80 },
		{ id: 'demo.ask', keys: ['e'], hint: 'ask', description: 'Ask for a text', weight: 70 },
		{ id: 'demo.choose', keys: ['c'], hint: 'choose', description: 'Choose a signal', weight: 60 },
		{ id: 'demo.read', keys: ['r'], hint: 'read', description: 'Read a text', weight: 50 },
		{ id: 'demo.print', keys: ['o'], hint: 'print', description: 'Print past the frame', weight: 0 },
		{ id: 'demo.copy', keys: ['y'], hint: 'copy', description: 'Copy', weight: 0 },
	],
} as const;

const signals = ['TERM', 'HUP', 'INT', 'KILL', 'USR1'].map((id) => ({ id, label: id }));
const lines = Array.from(
	{ length: 300 },
	(_, index) => `line ${index + 1} of the log${index === 200 ? ' needle' : ''}`,
);

function DemoScreen({ columns, rows }: ScreenProps) {
	const context = useConsole();
	const { dialogs, toast, terminal } = context;
	useKeys<DemoKeyId>('screen', keys, {
		'demo.act': () => void runOne(context, plan.operation),
		'demo.break': () => {
			throw new Error('broken on purpose');
		},
		'demo.ask': async () => toast('info', `Text: ${await dialogs.prompt({ title: 'Ask', label: 'A text' })}`),
		'demo.choose': async () => toast('info', `Signal: ${await dialogs.choose('Signal', signals, 'TERM')}`),
		'demo.read': () => void dialogs.showText('Log', lines),
		'demo.print': () => process.stderr.write('a library says something\n'),
		'demo.copy': () => toast('info', terminal.copy('copied text')),
	});
	return (
		<Box flexDirection="column">
			{Array.from({ length: rows }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
				<Text key={row}>{` row ${row + 1} of ${rows}, ${columns} wide `.padEnd(columns, '.')}</Text>
			))}
		</Box>
	);
}

const screens = tabNames.map(
	(name): ScreenDefinition => ({
		name,
		keys: { ...keys, scope: name, title: tabTitles[name] },
		Component: DemoScreen,
	}),
);

const store = createConsoleStore({
	host: 'web1',
	user: 'admin',
	isRoot: false,
	isProtected: false,
	isReadOnly: false,
	tab: 'host',
	intervalMs: 2000,
});
sinkOf(store)('summary', {
	state: 'ready',
	takenAtMs: Date.UTC(2026, 10, 21, 12, 3, 44),
	value: {
		hostname: 'web1',
		osName: 'Debian 12',
		kernelRelease: '6.1.0',
		bootId: 'boot',
		uptimeSeconds: 1_051_200,
		load: [0.42, 0.31, 0.28],
		failedUnits: 2,
	},
});
const { exitCode } = await openConsole({
	hosts: onlyHost(store, actions),
	settings: {
		...defaultSettings,
		mouse: env['TEST_MOUSE'] === '1',
		keys: JSON.parse(env['TEST_KEYS'] ?? '{}') as Record<string, string[]>,
	},
	env,
	stdin: process.stdin,
	stdout: process.stdout,
	version: '0.0.0',
	screens,
});
console.log(`left with ${exitCode}`);
process.exitCode = exitCode;
