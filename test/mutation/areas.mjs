/** Which tests are asked about which folders of `lambda`: those that are quick to notice a change there. */
export const AREAS = {
  flow: { folders: ['flow'], tests: ['flow/{next-step,metadata,document,define}'] },
  state: { folders: ['state'], tests: ['state/**/{limits,rules.*,expiry,keys,model,store,unguessable}'] },
  challenges: { folders: ['challenges'], tests: ['challenges/*'] },
  aws: { folders: ['aws', 'http', 'senders'], tests: ['aws/**/*', 'senders/*'] },
  captcha: { folders: ['captcha'], tests: ['captcha/*'] },
};
