import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentName, documentNames, jsonSchemaOf } from '../../source/documents/all-schema.ts';
import {
	cleanEnvironment,
	launcher,
	nobody,
	openProgramFor,
	openTemporaryDirectory,
	type Program,
} from '../support/program.ts';
import { testWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ } });
const validators = new Map(documentNames.map((name) => [name, ajv.compile(jsonSchemaOf(name, true))] as const));

/** Complaints of the strict schema: fields that are missing, extra, or of another kind. */
function complaints(name: DocumentName, text: string): readonly string[] {
	const validate = validators.get(name);
	if (validate === undefined) throw new Error(`no schema ${name}`);
	if (validate(JSON.parse(text))) return [];
	return (validate.errors ?? []).map(({ instancePath, message, params }) =>
		`${instancePath} ${message} ${JSON.stringify(params)}`.slice(0, 200),
	);
}

using home = openTemporaryDirectory();
const env = { HOME: home.path, XDG_STATE_HOME: `${home.path}/state`, XDG_CONFIG_HOME: `${home.path}/config` };

const commands: ReadonlyArray<readonly [DocumentName, readonly string[], number]> = [
	['snapshot', ['--json'], 0],
	['snapshot', ['--json', '--window', '0'], 0],
	['host', ['host', '--json'], 0],
	['top', ['top', '--json'], 0],
	['top', ['top', '--jsonl', '--window', '0'], 0],
	['net', ['net', '--json'], 0],
	['services', ['services', '--json'], 0],
	['run', ['run', '--yes', '--json', '--', 'sh', '-c', 'echo out; echo err >&2'], 0],
	['run', ['run', '--yes', '--json', '--', 'sh', '-c', 'exit 3'], 1],
	['run', ['run', '--yes', '--json', '--', 'no-such-program'], 5],
	['plan', ['run', '--dry-run', '--json', '--', 'true'], 0],
	['operation', ['kill', '4194000', '--yes', '--json'], 5],
	['operation', ['service', 'restart', 'no-such-unit', '--yes', '--json'], 5],
	['unit', ['service', 'status', 'no-such-unit', '--json'], 5],
	['logs', ['logs', 'no-such-unit', '--json'], 5],
	['history', ['history', '--json'], 0],
	['history', ['history', 'show', 'no-such-id', '--json'], 5],
	['verify', ['history', 'verify', '--json'], 0],
];

describe('every JSON document', () => {
	test.each(commands)('%s of `opsdash %j` is as its schema says, status %i', async (name, args, status) => {
		const result = await run(launcher, args, { env });
		expect(complaints(name, result.stdout)).toEqual([]);
		expect({ status: result.exitCode, stderr: result.stderr }).toEqual({ status, stderr: '' });
	});

	test('of the doctor is as its schema says', async () => {
		const result = await run(launcher, ['doctor', '--json'], { env });
		expect(complaints('doctor', result.stdout)).toEqual([]);
	});

	testWhen({ packages: ['cron'] }, 'of a unit and its log is as its schema says', async () => {
		const unit = await run(launcher, ['service', 'status', 'cron', '--json'], { env });
		expect(complaints('unit', unit.stdout)).toEqual([]);
		expect(unit.exitCode).toBe(0);
		const logs = await run(launcher, ['logs', 'cron', '--json'], { env });
		expect(complaints('logs', logs.stdout)).toEqual([]);
	});

	test('is one line a sample with --watch, until it is interrupted', async () => {
		const args = ['top', '--json', '--watch', '0.1', '--window', '0'];
		const child = spawn(launcher, args, { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'inherit'] });
		const lines: string[] = [];
		for await (const line of createInterface(child.stdout)) {
			lines.push(line);
			if (lines.length === 3) child.kill('SIGINT');
		}
		expect(lines.length).toBeGreaterThanOrEqual(3);
		for (const line of lines) expect(complaints('top', line)).toEqual([]);
		if (child.exitCode === null) await once(child, 'exit');
		expect(child.exitCode).toBe(130);
	});
});

describe('as an ordinary user', () => {
	let program: Program;
	beforeAll(() => {
		program = openProgramFor(nobody);
	});
	afterAll(() => program[Symbol.dispose]());

	test.each(commands.slice(0, 7))('%s of `opsdash %j` is as its schema says', async (name, args, status) => {
		const result = await run(program.launcher, args, { uid: nobody, cwd: '/', env: { HOME: '/nonexistent' } });
		expect(complaints(name, result.stdout)).toEqual([]);
		expect(result.exitCode).toBe(status);
	});
});

describe('without a /proc', () => {
	test.each(commands.slice(0, 7))('%s of `opsdash %j` is still a document', async (name, args) => {
		using empty = openTemporaryDirectory();
		const result = await run(launcher, [...args, '--procfs', empty.path, '--sysfs', empty.path], { env });
		expect(complaints(name, result.stdout)).toEqual([]);
	});
});
