package io.github.emrlaunch.definitions;

/** What somebody can do who chooses a member of a RunJobFlow request that bears on security. */
public enum SecurityConsequence {
    /** Code and properties that name code. */
    CODE("run code of their own"),
    /** Systems without the updates of the one that was chosen. */
    SYSTEM("run a system without security updates"),
    /** Networks, security groups, key pairs. */
    ACCESS("choose the networks and the people that reach the cluster"),
    /** Roles, and tags that policies compare. */
    PERMISSIONS("choose permissions of the cluster or on it"),
    /** Logs and their keys. */
    LOGS("choose where logs go and who may read them");

    private final String words;

    SecurityConsequence(String words) {
        this.words = words;
    }

    /** The consequence after {@code can}: {@code run code of their own}. */
    public String words() {
        return words;
    }
}
