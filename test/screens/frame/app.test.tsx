import { stripVTControlCharacters } from 'node:util';
import { Box, Text } from 'ink';
import { render as renderInTestLibrary } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import { App } from '../../../source/app.tsx';
import { tabNames, tabTitles } from '../../../source/domain/views.ts';
import { createDialogQueue, type DialogQueue } from '../../../source/hooks/dialog-queue.ts';
import { createMouseRouter } from '../../../source/hooks/mouse-router.ts';
import type { ScreenDefinition, ScreenProps } from '../../../source/screens/screen.ts';
import {
	createFakeConsole,
	type FakeConsole,
	type FakeConsoleOptions,
	fakePlan,
	keyPress,
	type RenderedView,
	renderAt,
} from '../../support/render-at.tsx';

function Rows({ columns, rows }: ScreenProps) {
	return (
		<Box flexDirection="column">
			{Array.from({ length: rows }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
				<Text key={row}>{'x'.repeat(columns)}</Text>
			))}
		</Box>
	);
}

function Broken(): never {
	throw new Error('cannot draw \u001B[2J');
}

const screens = tabNames.map(
	(name): ScreenDefinition => ({
		name,
		keys: { scope: name, title: tabTitles[name], bindings: [] },
		Component: name === 'history' ? Broken : Rows,
	}),
);

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

function treeOf(fake: FakeConsole, queue: DialogQueue, columns: number, rows: number) {
	return (
		<App
			columns={columns}
			rows={rows}
			console={{ ...fake.value, dialogs: queue.dialogs }}
			router={fake.router}
			mouse={createMouseRouter()}
			queue={queue}
			screens={screens}
			version="0.0.0"
			facts={[
				{ name: 'Version', value: '0.0.0' },
				{ name: 'Node', value: 'v26' },
			]}
			setTheme={() => {}}
		/>
	);
}

function openApp(columns: number, rows: number, options: FakeConsoleOptions = {}) {
	const fake = createFakeConsole(options);
	const queue = createDialogQueue();
	const opened = renderAt(columns, rows, treeOf(fake, queue, columns, rows));
	view = opened;
	return { fake, queue, view: opened };
}

describe('the frame', () => {
	test.each([
		[120, 40, 35],
		[80, 24, 20],
		[40, 15, 12],
		[300, 100, 95],
		[30, 8, 5],
		[10, 2, 1],
		[1, 1, 0],
	])('at %ix%i leaves %i rows to the screen and fills the terminal', async (columns, rows, screenRows) => {
		const { view } = openApp(columns, rows);
		await view.settle();
		const lines = view.lines();
		expect(lines).toHaveLength(rows);
		expect(lines.filter((line) => line === 'x'.repeat(columns))).toHaveLength(screenRows);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
	});

	test('draws what a test library sees as well', () => {
		const fake = createFakeConsole();
		const { lastFrame, unmount } = renderInTestLibrary(treeOf(fake, createDialogQueue(), 100, 10));
		expect(stripVTControlCharacters(lastFrame() ?? '')).toContain('3 Network');
		unmount();
	});

	test('shows notices above the hints, as many as there is room for', async () => {
		const { view } = openApp(80, 24, { state: { notices: ['First thing.', 'The log is off.'] } });
		await view.settle();
		expect(view.lines().at(-2)).toBe(' ! The log is off.');
		expect(view.lines()).toHaveLength(24);
	});

	test('shows the three newest toasts and takes each away when its time is over', async () => {
		const { fake, view } = openApp(80, 24);
		fake.store.setState({
			toasts: [
				{ id: 1, kind: 'good', text: 'It restarted.', untilMs: Date.now() + 60_000 },
				{ id: 2, kind: 'bad', text: 'It\u001B[2J failed.', untilMs: Date.now() + 60_000 },
			],
		});
		await view.settle();
		expect(view.frame()).toContain('✓ It restarted.');
		fake.store.setState(({ toasts: [first, ...others] }) => ({
			toasts: first === undefined ? others : [{ ...first, untilMs: Date.now() + 30 }, ...others],
		}));
		while (view.frame().includes('It restarted')) await new Promise((resolve) => setTimeout(resolve, 10));
		expect(view.frame()).toContain('✗ It^[[2J failed.');
	});

	test('goes on when a screen breaks', async () => {
		const { fake, view } = openApp(80, 24, { state: { tab: 'history' } });
		await view.settle();
		expect(view.frame()).toContain('History could not be drawn');
		expect(view.frame()).toContain('cannot draw ^[[2J');
		await fake.press('1');
		expect(view.frame()).toContain('x'.repeat(80));
	});

	test('asks the services what its keys mean, and keeps the store in step', async () => {
		const { fake, view } = openApp(80, 24);
		await fake.press('p', '+', '3', 'Ctrl+R');
		await view.settle();
		expect(fake.calls.map(({ name, args }) => [name, ...args])).toEqual([
			['setPaused', true],
			['setInterval', 3000],
			['remember', 'tab', 'network'],
			['refresh'],
		]);
		expect(fake.store.getState()).toMatchObject({ isPaused: true, intervalMs: 3000, tab: 'network' });
	});
});

describe('dialogs over the frame', () => {
	test('confirm only by a key that came after a person could read them', async () => {
		const { fake, queue, view } = openApp(80, 24);
		const answer = queue.dialogs.confirm(fakePlan());
		await view.settle();
		fake.router.dispatch(keyPress('y'));
		fake.router.dispatch(keyPress('y', { isBurst: true, atMs: performance.now() + 1000 }));
		await view.settle();
		expect(view.frame()).toContain('That came too fast');
		fake.router.dispatch(keyPress('y', { atMs: performance.now() + 1000 }));
		expect(await answer).toEqual({ kind: 'yes' });
	});

	test.each([
		[120, 40],
		[80, 24],
		[40, 15],
	])('say what, where, what hangs on it and the exact command at %ix%i', async (columns, rows) => {
		const { queue, view } = openApp(columns, rows, { state: { isProtected: true } });
		void queue.dialogs.confirm(fakePlan());
		await view.settle();
		const text = view.frame().replace(/[│\s]+/g, ' ');
		expect(text).toContain('Restart nginx.service on web1');
		expect(text).toContain('web1, a protected host');
		expect(text).toContain('systemctl restart nginx.service');
		expect(text).toContain('2 units need it');
		expect(text).toContain('No, leave it');
		expect(view.lines()).toHaveLength(rows);
	});

	test('want the number of targets typed where the plan says so', async () => {
		const { fake, queue, view } = openApp(80, 24);
		const answer = queue.dialogs.confirm(fakePlan({ friction: { kind: 'count', count: 12 } }));
		await view.settle();
		const later = { atMs: performance.now() + 1000 };
		for (const key of ['1', '3', 'Enter']) fake.router.dispatch(keyPress(key, later));
		await view.settle();
		fake.router.dispatch(keyPress('Enter', later));
		await view.settle();
		expect(view.frame()).toContain('This is not 12.');
		fake.router.dispatch(keyPress('Backspace', later));
		fake.router.dispatch(keyPress('2', later));
		await view.settle();
		fake.router.dispatch(keyPress('Enter', later));
		expect(await answer).toEqual({ kind: 'typed', text: '12' });
	});

	test('come one after the other', async () => {
		const { fake, queue, view } = openApp(80, 24);
		const first = queue.dialogs.prompt({ title: 'First', label: 'A text' });
		const second = queue.dialogs.choose('Second', [{ id: 'a', label: 'Alpha' }]);
		await view.settle();
		expect(view.frame()).not.toContain('Second');
		await fake.type('hi');
		await fake.press('Enter');
		expect(await first).toBe('hi');
		await view.settle();
		expect(view.frame()).toContain('Alpha');
		await fake.press('Esc');
		expect(await second).toBeNull();
	});

	test('complete what is typed, and say why a text will not do', async () => {
		const { fake, queue, view } = openApp(80, 24);
		const answer = queue.dialogs.prompt({
			title: 'Unit',
			label: 'Name',
			completions: ['nginx.service', 'cron.service'],
			validate: (text) => (text.endsWith('.service') ? null : `There is no unit ${text}.`),
		});
		await view.settle();
		await fake.type('ng');
		await fake.press('Enter');
		expect(view.frame()).toContain('There is no unit ng.');
		expect(view.frame()).toContain('nginx.service');
		await fake.press('Tab', 'Enter');
		expect(await answer).toBe('nginx.service');
	});

	test('list the keys that apply in the help', async () => {
		const { fake, view } = openApp(100, 40);
		await fake.press('?');
		expect(view.frame()).toMatch(/p +Pause or go on/);
		expect(view.lines().at(-1)).toContain('Esc close');
		await fake.press('?');
		expect(view.frame()).not.toContain('Pause or go on');
	});
});

describe('the command palette over the frame', () => {
	test('tells what runs here', async () => {
		const { fake, view } = openApp(80, 24);
		await fake.press(':');
		await fake.type('about');
		await fake.press('Enter');
		expect(view.frame()).toMatch(/│ Version │ 0\.0\.0/);
		expect(view.lines()).toHaveLength(24);
		await fake.press('Esc');
		expect(view.frame()).not.toContain('Version');
	});

	test('filters the list in front, goes to tabs, and remembers what was run', async () => {
		const { fake, view } = openApp(80, 24);
		await fake.press(':');
		await fake.type('filter nginx');
		await fake.press('Enter');
		expect(fake.store.getState().screenStates['filter:top']).toMatchObject({ text: 'nginx', isEditing: false });
		await fake.press(':');
		await fake.type('netw');
		await fake.press('Enter');
		await view.settle();
		expect(fake.store.getState().tab).toBe('network');
		expect(
			fake.calls.filter(({ name, args }) => name === 'remember' && args[0] === 'palette.history').at(0)?.args[1],
		).toEqual(['filter nginx']);
	});

	test('goes to another host by its name, and says when it cannot', async () => {
		const { fake } = openApp(80, 24);
		await fake.press(':');
		await fake.type('host web2');
		await fake.press('Enter');
		expect(fake.toasts()).toEqual(['This console knows one host only']);
	});

	test('recalls earlier commands', async () => {
		const { fake, view } = openApp(80, 24, { actions: { recall: () => ['interval 5', 'network'] } });
		await fake.press(':', 'Ctrl+P', 'Ctrl+P', 'Ctrl+N');
		expect(view.frame()).toContain(': interval 5');
		await fake.press('Enter');
		expect(fake.store.getState().intervalMs).toBe(5000);
	});
});
