import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { servicesFigures } from '../../../source/screens/services/services-figures.ts';
import { createTheme } from '../../../source/theme.ts';
import { sampleUnit } from '../../support/sample-services.ts';

const theme = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });

test('units that crash again and again are counted apart from those on their way', () => {
	const units = [
		sampleUnit('shop.service', { activeState: 'activating', subState: 'auto-restart', isCrashing: true }),
		sampleUnit('till.service', { isCrashing: true }),
		sampleUnit('db.service', { activeState: 'deactivating' }),
		sampleUnit('web.service'),
	];
	const line = stripVTControlCharacters(servicesFigures(theme, { managers: [], units }, 80));
	expect(line).toMatch(/^ ✓ 0 failed {3}! 2 crashing {3}! 1 changing {3}1 active {3}0 inactive/);
});
