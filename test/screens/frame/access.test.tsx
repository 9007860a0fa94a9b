import { Text } from 'ink';
import { afterEach, describe, expect, test } from 'vitest';
import { App } from '../../../source/app.tsx';
import { type Access, mayDo, type Role, roles } from '../../../source/domain/access.ts';
import { ruleOf } from '../../../source/domain/act-table.ts';
import { decideFriction } from '../../../source/domain/friction.ts';
import { tabNames, tabTitles } from '../../../source/domain/views.ts';
import { whyNot } from '../../../source/hooks/act-keys.ts';
import { createDialogQueue } from '../../../source/hooks/dialog-queue.ts';
import { globalKeys } from '../../../source/hooks/global-keys.ts';
import { createMouseRouter } from '../../../source/hooks/mouse-router.ts';
import { useKeys } from '../../../source/hooks/use-keys.ts';
import { screens as allScreens } from '../../../source/screens/registry.ts';
import type { ScreenDefinition } from '../../../source/screens/screen.ts';
import { servicesKeys } from '../../../source/screens/services/services-keys.ts';
import { eachOperation } from '../../support/every-act.ts';
import {
	createFakeConsole,
	type FakeConsoleOptions,
	fakePlan,
	keyPress,
	type RenderedView,
	renderAt,
} from '../../support/render-at.tsx';

const viewer: Access = { role: 'viewer', because: 'group staff', commands: [] };

function Services() {
	useKeys('screen', servicesKeys, { 'services.restart': () => {}, 'services.filter': () => {} });
	return <Text>units</Text>;
}

const screens = tabNames.map(
	(name): ScreenDefinition =>
		({ name, keys: servicesKeys, Component: Services, title: tabTitles[name] }) as ScreenDefinition,
);

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

async function open(state: FakeConsoleOptions['state']) {
	const fake = createFakeConsole({ state: { tab: 'services', ...state } });
	const queue = createDialogQueue();
	const opened = renderAt(
		120,
		40,
		<App
			columns={120}
			rows={40}
			console={{ ...fake.value, dialogs: queue.dialogs }}
			router={fake.router}
			mouse={createMouseRouter()}
			queue={queue}
			screens={screens}
			version="0.0.0"
			facts={[]}
			setTheme={() => {}}
		/>,
	);
	view = opened;
	await opened.settle();
	return { fake, queue, view: opened };
}

/** A press that came well after the dialog stood there. */
const press = (key: string) => keyPress(key, { atMs: performance.now() + 1000 });

describe('acts that one may not do', () => {
	test('leave the line of hints, and the header says why', async () => {
		const { view } = await open({ access: viewer });

		expect(view.lines().at(-1)).toContain('filter');
		expect(view.lines().at(-1)).not.toContain('restart');
		expect(view.lines()[0]).toContain(' viewer ');
	});

	test('stand in the help with the reason', async () => {
		const { queue, view } = await open({ access: viewer });
		queue.openHelp();
		await view.settle();

		expect(view.frame()).toContain('Restart the unit (not as a viewer)');
		expect(view.frame()).not.toContain('Show only units that match (');
	});

	test('are named apart where the console only looks', async () => {
		const { queue, view } = await open({ isReadOnly: true });
		queue.openHelp();
		await view.settle();

		expect(view.frame()).toContain('Restart the unit (read-only)');
	});

	test('are those that the table of acts keeps from the role, on every screen', () => {
		const bindings = [globalKeys, ...allScreens.map(({ keys }) => keys)].flatMap((table) => table.bindings);
		const acts = bindings.flatMap(({ act }) => act ?? []);
		expect(new Set(acts)).toEqual(
			new Set([
				'shell',
				'become',
				'undo',
				'signal',
				'renice',
				'reload-manager',
				'service start',
				'service stop',
				'service restart',
				'service reload',
				'service enable',
			]),
		);

		for (const role of roles) {
			const access: Access = { role, because: 'group staff', commands: [] };
			for (const { id, act } of bindings) {
				const may = act === undefined || mayDo(access, act);
				const article = role === 'operator' ? 'an' : 'a';
				const reason = may ? null : `not as ${article} ${role}`;
				expect([role, id, whyNot({ access, isReadOnly: false }, act)]).toEqual([role, id, reason]);
				const changes = act !== undefined && ruleOf(act).weight !== 'looks';
				expect([role, id, whyNot({ access, isReadOnly: true }, act)]).toEqual([
					role,
					id,
					changes ? 'read-only' : reason,
				]);
			}
		}
	});

	test('leave an operator what is an operator’s', async () => {
		const operator: Access = { role: 'operator' satisfies Role, because: 'group staff', commands: [] };
		const { queue, view } = await open({ access: operator });
		expect(view.lines().at(-1)).toContain('restart');
		queue.openHelp();
		await view.settle();

		expect(view.frame()).toContain('Restart the unit');
		expect(view.frame()).not.toContain('Restart the unit (');
	});
});

describe('the question of an act', () => {
	test('asks on screen for what the table says', async () => {
		const { queue, view } = await open({});
		const process = { pid: 7, name: 'sshd', unit: null, isOwnAncestor: false };
		for (const [act, operation] of eachOperation('ssh.service')) {
			const friction = decideFriction(operation, { host: 'web1', isProtectedHost: false, process, undoes: 'stop' });
			const answer = queue.dialogs.confirm(fakePlan({ operation, friction }));
			await view.settle();
			const isTyped = view.frame().includes('To do it, type');
			const isYes = view.frame().includes('y yes, do it');
			expect([act, isTyped, isYes]).toEqual([act, friction.kind === 'name', friction.kind === 'yes']);
			queue.current()?.answer(null);
			expect(await answer).toBeNull();
		}
	});

	test('offers it as root to who is not', async () => {
		const { fake, queue, view } = await open({});
		const answer = queue.dialogs.confirm(fakePlan({ asUser: 'ada' }));
		await view.settle();
		expect(view.frame()).toContain('s as root (sudo)');
		fake.router.dispatch(press('s'));

		expect(await answer).toEqual({ kind: 'as-root' });
	});

	test.each([
		['to root', { isRoot: true }, {}],
		['where it is root’s already', {}, { operation: { ...fakePlan().operation, asRoot: true } }],
		['for units of a user', {}, { command: { file: 'systemctl', args: ['--user', 'stop', 'a'] } }],
	])('does not offer it %s', async (_, state, plan) => {
		const { queue, view } = await open(state);
		void queue.dialogs.confirm(fakePlan({ asUser: 'ada', ...plan }));
		await view.settle();

		expect(view.frame()).not.toContain('as root (sudo)');
	});
});

describe('the question for a password', () => {
	async function ask() {
		const opened = await open({});
		const answer = opened.queue.dialogs.askSecret({ title: 'sudo on web1 asks', label: 'For: Restart x' });
		await opened.view.settle();
		return { ...opened, answer };
	}

	test('takes what is typed, and shows none of it', async () => {
		const { fake, view, answer } = await ask();
		for (const key of ['h', 'x', 'Backspace', 'i', 'ß']) fake.router.dispatch(press(key));
		await view.settle();
		expect(view.frame()).toContain('For: Restart x');
		expect(view.frame()).not.toContain('hi');
		fake.router.dispatch(press('Enter'));

		expect(Buffer.from((await answer) ?? []).toString()).toBe('hiß');
	});

	test('takes nothing that was typed before it stood there', async () => {
		const { fake, view, answer } = await ask();
		fake.router.dispatch(keyPress('y', { atMs: performance.now() - 1000 }));
		fake.router.dispatch(press('Enter'));
		await view.settle();
		expect(view.frame()).toContain('Nothing was typed yet.');
		fake.router.dispatch(press('Esc'));

		expect(await answer).toBeNull();
	});
});
