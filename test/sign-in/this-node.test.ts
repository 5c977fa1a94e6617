import { CLIENTS } from './clients';
import { tellStories } from './stories';

tellStories(process.execPath, CLIENTS);
