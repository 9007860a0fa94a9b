import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nobody, openTemporaryDirectory, projectRoot } from '../support/program.ts';
import { testWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';

type Installation = Disposable & { readonly directory: string; readonly launcher: string };

const printArguments = 'process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;';

/** The launcher with a program of one line behind it, in a directory whose name has a space. */
function install(program: string | null = printArguments): Installation {
	const temporary = openTemporaryDirectory();
	const directory = join(temporary.path, 'an installation');
	cpSync(join(projectRoot, 'bin'), join(directory, 'bin'), { recursive: true });
	writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
	if (program !== null) {
		mkdirSync(join(directory, 'dist'));
		writeFileSync(join(directory, 'dist', 'cli.js'), program);
	}

	return {
		directory,
		launcher: join(directory, 'bin', 'opsdash'),
		[Symbol.dispose]: () => temporary[Symbol.dispose](),
	};
}

/** Puts a `node` into a directory: the one that runs this test, claiming to be another version if one is given. */
function placeNode(directory: string, version?: string): void {
	mkdirSync(directory, { recursive: true });
	const claim = join(directory, 'claim.cjs');
	writeFileSync(claim, `Object.defineProperty(process, 'version', { value: '${version}' });`);
	const file = join(directory, 'node');
	writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' ${version ? `-r '${claim}'` : ''} "$@"\n`);
	chmodSync(file, 0o755);
}

const withoutNode = { PATH: '/nonexistent' };

describe('bin/opsdash', () => {
	test('passes arguments and the exit status through, from a path with spaces', async () => {
		using installation = install();
		placeNode(join(installation.directory, 'node_modules', '.bin'));

		const result = await run(installation.launcher, ['run', '--', 'a b', '', '*']);

		expect(result).toMatchObject({ exitCode: 7, stdout: '["run","--","a b","","*"]', stderr: '' });
	});

	test('is found through a chain of links, relative ones too', async () => {
		using installation = install();
		placeNode(join(installation.directory, 'node_modules', '.bin'));
		const links = join(installation.directory, 'links');
		mkdirSync(links);
		symlinkSync('../bin/opsdash', join(links, 'first'));
		symlinkSync(join(links, 'first'), join(links, 'opsdash'));

		const absolute = await run(join(links, 'opsdash'), ['x'], { cwd: '/' });
		const onPath = await run('/bin/sh', ['-c', 'opsdash x'], { env: { PATH: `${links}${delimiter}/usr/bin:/bin` } });

		expect([absolute.stdout, onPath.stdout]).toEqual(['["x"]', '["x"]']);
	});

	test('takes the Node that was installed with it before the one on the PATH', async () => {
		using installation = install();
		placeNode(join(installation.directory, 'node_modules', '.bin'));
		placeNode(join(installation.directory, 'old'), 'v18.19.0');

		const { exitCode } = await run(installation.launcher, [], {
			env: { PATH: `${join(installation.directory, 'old')}${delimiter}${process.env['PATH']}` },
		});

		expect(exitCode).toBe(7);
	});

	test.each([
		['a checkout', true, /: run `npm ci` in .*\.\n$/],
		['a package that npm installed', false, /: put a newer `node` first on the PATH\.\n$/],
	])('says in one sentence that Node is too old, in %s', async (_, isCheckout, advice) => {
		using installation = install();
		placeNode(join(installation.directory, 'old'), 'v20.20.2');
		if (isCheckout) writeFileSync(join(installation.directory, 'package-lock.json'), '{}');

		const result = await run(installation.launcher, [], {
			env: { PATH: `${join(installation.directory, 'old')}:/bin` },
		});

		expect(result).toMatchObject({ exitCode: 2, stdout: '' });
		expect(result.stderr).toMatch(/^opsdash: Node 24 or newer is needed and this is v20\.20\.2: .*\n$/);
		expect(result.stderr).toMatch(advice);
	});

	test('says in one sentence that there is no Node', async () => {
		using installation = install();

		const result = await run('/bin/sh', [installation.launcher], { env: withoutNode });

		expect(result).toMatchObject({ exitCode: 2, stdout: '' });
		expect(result.stderr).toMatch(/^opsdash: no Node was found: .*\n$/);
	});

	test('says in one sentence that it is not built yet', async () => {
		using installation = install(null);
		placeNode(join(installation.directory, 'node_modules', '.bin'));

		const result = await run(installation.launcher, []);

		expect(result).toMatchObject({ exitCode: 2, stdout: '' });
		expect(result.stderr).toMatch(/^opsdash: the program is not built yet: .*\n$/);
	});

	test('runs where its cache cannot be written', async () => {
		using installation = install();
		placeNode(join(installation.directory, 'node_modules', '.bin'));

		const result = await run(installation.launcher, [], { env: { HOME: '/dev/null', XDG_CACHE_HOME: '/dev/null' } });

		expect(result).toMatchObject({ exitCode: 7, stderr: '' });
	});

	testWhen({ root: true }, 'leaves nothing of root’s in the home of a caller', async () => {
		using installation = install();
		placeNode(join(installation.directory, 'node_modules', '.bin'));
		using home = openTemporaryDirectory(nobody);
		const cache = join(home.path, '.cache');
		mkdirSync(cache);
		chownSync(cache, nobody, nobody);

		const { exitCode } = await run(installation.launcher, [], { env: { HOME: home.path, XDG_CACHE_HOME: cache } });

		expect(exitCode).toBe(7);
		expect(readdirSync(home.path, { recursive: true })).toEqual(['.cache']);
	});
});

describe('the npm scripts', () => {
	test('say in one sentence that Node is too old', async () => {
		using directory = openTemporaryDirectory();
		placeNode(directory.path, 'v18.19.0');

		const result = await run(join(directory.path, 'node'), ['-r', './scripts/require-node.cjs', 'scripts/build.mjs'], {
			cwd: projectRoot,
		});

		expect(result).toMatchObject({ exitCode: 2, stdout: '' });
		expect(result.stderr).toMatch(/^opsdash needs Node 24 or newer and this is v18\.19\.0: .*\n$/);
	});
});

test('leaves no core file of itself, where a password could be found', async () => {
	using installation = install(`
		const { readFileSync } = await import('node:fs');
		process.stdout.write(readFileSync('/proc/self/limits', 'latin1'));
	`);
	const { stdout } = await run(installation.launcher, []);
	expect(stdout).toMatch(/Max core file size\s+0 /);
});
