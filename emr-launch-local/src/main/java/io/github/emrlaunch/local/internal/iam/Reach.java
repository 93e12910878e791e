package io.github.emrlaunch.local.internal.iam;

/**
 * The directness with which a statement names the caller. It determines which other policies limit its Allow, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">how
 * an account's requests are decided</a>. Ordered from least to most direct.
 */
enum Reach {
    /** The statement does not match the request. */
    NONE,
    /** It names the account of the caller: the identity-based policies decide. */
    ACCOUNT,
    /** It names the role of the caller: the permissions boundary limits it. */
    ROLE,
    /** It names the caller or every principal. */
    CALLER
}
