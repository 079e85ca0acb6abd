DROP INDEX kernel_case_desk;
DROP INDEX kernel_case_assignee;
DROP INDEX kernel_party_folded;
CREATE INDEX kernel_case_desk ON kernel_case (unit, state, (COALESCE(due_on, '9999-12-31')), number, stage, kind);
CREATE INDEX kernel_case_unit ON kernel_case (unit, (COALESCE(due_on, '9999-12-31')), number, stage, kind);
CREATE INDEX kernel_case_worker ON kernel_case (assignee, unit, (COALESCE(due_on, '9999-12-31')), number, state, stage, kind);
CREATE INDEX kernel_party_folded ON kernel_party (folded, case_id);
CREATE INDEX kernel_message_unread ON kernel_message (direction, read_at, case_id);
