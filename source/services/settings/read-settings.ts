import { readFileSync } from 'node:fs';
import { sanitise } from '../../domain/sanitise.ts';
import { defaultSettings, type LoadedSettings } from '../../domain/settings.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads settings.yaml. What is wrong with it is told with file and line; what is right still counts, the rest is as if it were
 * not there. The file is never written. Without a file neither the YAML parser nor the checks are loaded.
 */
export async function readSettings(path: string, isNamed: boolean): Promise<LoadedSettings> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? '';
		const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
		if (isAbsent && !isNamed) return { settings: defaultSettings, notices: [] };
		const why = isAbsent ? 'does not exist' : `cannot be read (${code})`;
		return { settings: defaultSettings, notices: [`settings: ${sanitise(path)} ${why}; the defaults hold`] };
	}
	if (text.length > maxBytes) {
		return { settings: defaultSettings, notices: [`settings: ${sanitise(path)} is over 1 MiB; the defaults hold`] };
	}
	const { parseSettings } = await import('./parse-settings.ts');
	return parseSettings(text, path);
}
