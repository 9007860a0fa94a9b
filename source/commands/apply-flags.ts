import type { Settings } from '../domain/settings.ts';
import type { FlagValues } from './flags.ts';

/** The settings with the command line on top. */
export function applyFlags(settings: Settings, flags: FlagValues): Settings {
	const { theme } = flags;
	return {
		...settings,
		...(flags['no-color'] ? { colour: 'never' } : {}),
		...(theme === 'dark' || theme === 'light' ? { theme } : {}),
		...(flags.ascii ? { symbols: 'ascii' } : {}),
		...(flags.mouse ? { mouse: true } : {}),
		...(flags.interval === undefined ? {} : { intervalMs: Math.round(flags.interval * 1000) }),
	};
}
