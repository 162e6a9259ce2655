import { config } from 'zod';

// The page's content policy forbids making code from text; the schemas then must not even try. Read before any of them is made.
config({ jitless: true });
