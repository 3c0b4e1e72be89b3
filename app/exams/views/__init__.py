"""The pages of examinations: papers on offer, the sitting, the result, and running a paper."""
