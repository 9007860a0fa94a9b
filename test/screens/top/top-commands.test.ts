import { expect, it } from 'vitest';
import { topCommands } from '../../../source/screens/top/top-commands.ts';
import { createFakeConsole } from '../../support/render-at.tsx';

function run(name: string, argument: string) {
	const { store } = createFakeConsole();
	const message = topCommands.find((command) => command.name === name)?.run(store, argument);
	return { message, states: store.getState().screenStates };
}

it('sorts by a column of that name', () => {
	expect(run('sort', ' RES ')).toMatchObject({
		message: null,
		states: { top: { sort: { column: 'res', descending: true } } },
	});
});

it('says which columns there are when there is none of that name', () => {
	expect(run('sort', 'size').message).toMatch(/^There is no column size; try one of pid, /);
});

it('shows a user, and everyone again', () => {
	expect(run('user', 'www-data').states).toMatchObject({ top: { user: 'www-data' } });
	expect(run('user', '*').states).toMatchObject({ top: { user: null } });
});
