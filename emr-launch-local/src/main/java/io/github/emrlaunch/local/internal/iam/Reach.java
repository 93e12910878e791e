package io.github.emrlaunch.local.internal.iam;

/**
 * Whom a statement means, which decides what else limits its Allow, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">how
 * an account's requests are decided</a>. The later the further.
 */
enum Reach {
    /** The statement is not about the request. */
    NONE,
    /** The caller's account, which leaves the decision to the identity policies. */
    ACCOUNT,
    /** The caller's role: its permissions boundary limits it. */
    ROLE,
    /** The caller itself, or everybody. */
    CALLER
}
