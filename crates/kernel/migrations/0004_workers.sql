CREATE INDEX kernel_case_worker_state ON kernel_case (assignee, unit, state, (COALESCE(due_on, '9999-12-31')), number, stage, kind);
