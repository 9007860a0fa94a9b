import { defineConfig } from 'vitest/config';

// Two cores: logic and views share them first; end to end, where a real program in a real terminal must answer, comes after
// that and one file at a time, so that a deadline there is not missed because of somebody else's work.
export default defineConfig({
	test: {
		pool: 'forks',
		maxWorkers: 2,
		// Deadlines of what is broken, not bounds of what is tested: a machine that is busy with other work takes its time.
		testTimeout: 20_000,
		hookTimeout: 30_000,
		expect: { poll: { timeout: 15_000 } },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['test/**/*.test.ts'],
					exclude: ['test/e2e/**'],
					sequence: { groupOrder: 0 },
				},
			},
			{
				extends: true,
				test: {
					name: 'views',
					include: ['test/**/*.test.tsx'],
					exclude: ['test/e2e/**'],
					sequence: { groupOrder: 0 },
				},
			},
			{
				extends: true,
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.{ts,tsx}'],
					maxWorkers: 1,
					testTimeout: 60_000,
					hookTimeout: 60_000,
					sequence: { groupOrder: 1 },
				},
			},
		],
	},
});
