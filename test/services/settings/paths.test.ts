import { describe, expect, test } from 'vitest';
import { type PathSources, programPaths } from '../../../source/services/settings/paths.ts';

const user: PathSources = {
	env: {},
	isRoot: false,
	home: '/home/ann',
	ownHome: '/home/ann',
	ownerOf: (path) => (path.startsWith('/home/ann') ? 1000 : path === '/' || path === '/srv' ? 0 : null),
};

describe('the files of the program', () => {
	test('lie where XDG says', () => {
		expect(programPaths(user)).toMatchObject({
			settingsFile: '/home/ann/.config/opsdash/settings.yaml',
			operationLogFile: '/home/ann/.local/state/opsdash/operations.db',
			cacheDirectory: '/home/ann/.cache/opsdash',
		});
	});

	test('follow the XDG variables, if they are absolute', () => {
		const paths = programPaths({ ...user, env: { XDG_STATE_HOME: '/srv/state', XDG_CONFIG_HOME: 'relative' } });
		expect(paths.stateDirectory).toBe('/srv/state/opsdash');
		expect(paths.configDirectory).toBe('/home/ann/.config/opsdash');
	});

	test("of root are root's own under sudo with the caller's HOME and XDG variables", () => {
		const paths = programPaths({
			...user,
			isRoot: true,
			ownHome: '/root',
			env: { XDG_STATE_HOME: '/home/ann/.local/state', XDG_CACHE_HOME: '/home/ann/new/cache' },
		});
		expect(Object.values(paths).every((path) => path.startsWith('/root/'))).toBe(true);
	});

	test('of root follow HOME where that belongs to root', () => {
		const paths = programPaths({ ...user, isRoot: true, ownHome: '/root', home: '/srv' });
		expect(paths.stateDirectory).toBe('/srv/.local/state/opsdash');
	});

	test("of root are root's own where HOME does not exist, or somebody else has prepared a part of it", () => {
		const root = { ...user, isRoot: true, ownHome: '/root' };
		expect(programPaths({ ...root, home: '/nonexistent' }).stateDirectory).toBe('/root/.local/state/opsdash');
		const prepared = (path: string) => (path === '/srv/.local' ? 1000 : path === '/srv' || path === '/' ? 0 : null);
		const paths = programPaths({ ...root, home: '/srv', ownerOf: prepared });
		expect(paths.stateDirectory).toBe('/root/.local/state/opsdash');
		expect(paths.cacheDirectory).toBe('/srv/.cache/opsdash');
	});

	test('of root follow an XDG variable that names a place of root', () => {
		const paths = programPaths({ ...user, isRoot: true, ownHome: '/root', env: { XDG_STATE_HOME: '/srv/state' } });
		expect(paths.stateDirectory).toBe('/srv/state/opsdash');
	});
});
