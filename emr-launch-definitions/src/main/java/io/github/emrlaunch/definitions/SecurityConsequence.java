package io.github.emrlaunch.definitions;

/** The consequence of control over a security-relevant member of a RunJobFlow request. */
public enum SecurityConsequence {
    /** Members with code, or properties that name code. */
    CODE("run code of their own"),
    /** Members that choose the release and operating system. */
    SYSTEM("run a system without security updates"),
    /** Members with networks, security groups and key pairs. */
    ACCESS("choose the networks and the people that reach the cluster"),
    /** Members with roles, and tags that policies compare. */
    PERMISSIONS("choose permissions of the cluster or on it"),
    /** Members with locations of logs and their keys. */
    LOGS("choose where logs go and who may read them");

    private final String words;

    SecurityConsequence(String words) {
        this.words = words;
    }

    /** Returns the consequence as text after {@code can}: {@code run code of their own}. */
    public String words() {
        return words;
    }
}
