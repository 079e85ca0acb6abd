-- Each kind of job waits in a line of its own, so that a storm of one kind holds up no other.
DROP INDEX kernel_job_due;
CREATE INDEX kernel_job_due ON kernel_job (state, kind, next_at);
