/** Which tests are asked about which files: those that are quick to notice a change there. */
export const AREAS = {
  flow: { tests: ['flow/{next-step,metadata,document,define}'] },
  state: { tests: ['state/**/{limits,rules.*,expiry,keys,model,store}'] },
  challenges: { tests: ['challenges/{code,destination,mac,private-parameters,rounds,feedback}'] },
  aws: { tests: ['aws/**/*'] },
};
