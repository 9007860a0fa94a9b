import { describe, expect, test } from 'vitest';
import { createConsoleSink, createNotify, stretchSentence } from '../../source/compose/console-notices.ts';
import { waiting } from '../../source/domain/reading.ts';
import { createConsoleStore } from '../../source/store/console-store.ts';

const openStore = () =>
	createConsoleStore({
		host: 'web1',
		user: 'ann',
		isRoot: false,
		isProtected: false,
		isReadOnly: false,
		tab: 'top',
		intervalMs: 2000,
	});

describe('notices', () => {
	test('stand once for each cause, and go when it is gone', () => {
		const store = openStore();
		const notify = createNotify(store);
		notify('log', 'The log is off');
		notify('stretch top', stretchSentence('top', 4100));
		notify('stretch top', stretchSentence('top', 6000));
		expect(store.getState().notices).toEqual([
			'The log is off',
			'Reading top takes long here: it is renewed every 6.0 s',
		]);
		notify('log', null);
		notify('stretch top', stretchSentence('top', null));
		expect(store.getState().notices).toEqual([]);
	});

	test('leave those of others alone', () => {
		const store = openStore();
		const notify = createNotify(store);
		store.setState({ notices: ['The terminal is slow'] });
		notify('log', 'The log is off');
		notify('log', null);
		expect(store.getState().notices).toEqual(['The terminal is slow']);
	});

	test('that are the same draw nothing', () => {
		const store = openStore();
		const notify = createNotify(store);
		let changes = 0;
		store.subscribe(() => changes++);
		for (let n = 0; n < 5; n++) notify('log', 'The log is off');
		expect(changes).toBe(1);
	});
});

test('the first reading of the tab in front is waited for, that of another is not', async () => {
	const store = openStore();
	const { sink, first } = createConsoleSink(store, 'top');
	let isThere = false;
	first.then(() => {
		isThere = true;
	});
	sink('summary', waiting);
	await Promise.resolve();
	expect(isThere).toBe(false);
	sink('top', waiting);
	await first;
	expect(isThere).toBe(true);
});
