CREATE INDEX kernel_case_stage ON kernel_case (unit, stage, state, (COALESCE(due_on, '9999-12-31')), number, kind);
