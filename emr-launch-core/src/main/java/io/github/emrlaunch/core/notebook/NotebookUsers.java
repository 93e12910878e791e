package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/** The users of JupyterHub and the secrets with their passwords. */
final class NotebookUsers {
    /** The administrator that EMR creates with a password from EMR's documentation. */
    static final String ADMINISTRATOR = "jovyan";

    /** The secrets are part of one policy and of the arguments of one step, which are limited in size. */
    private static final int MAX_USERS = 50;

    private static final int PASSWORD_LENGTH = 24;

    private static final String FIXED =
            "A cluster reads the password when it starts: a rotation while it runs would lock the user out";

    private static final List<Map<String, Object>> FINDINGS = CdkNag.with(
            List.of(CdkNag.rule("AwsSolutions-SMG4", FIXED)),
            CdkNag.inPacks(List.of("HIPAA.Security", "NIST.800.53.R5"), "SecretsManagerRotationEnabled", FIXED));

    /** Matches names that useradd accepts and that need no escaping in S3 keys and URLs. */
    private static final String NAME = "[a-z_][a-z0-9_-]{0,31}";
    /** The accounts of the container's operating system. */
    private static final Set<String> SYSTEM_ACCOUNTS = Set.of(
            "backup",
            "bin",
            "daemon",
            "games",
            "gnats",
            "irc",
            "list",
            "lp",
            "mail",
            "man",
            "messagebus",
            "news",
            "nobody",
            "proxy",
            "root",
            "sshd",
            "sync",
            "sys",
            "systemd-network",
            "systemd-resolve",
            "systemd-timesync",
            "uucp",
            "www-data");

    private final Map<String, ISecret> secrets = new LinkedHashMap<>();

    /**
     * Creates a secret with a generated password for each user and for the administrator.
     *
     * @param key the key of the secrets; null for the default key of Secrets Manager
     */
    NotebookUsers(Construct scope, DefinitionName cluster, List<String> users, @Nullable IKey key) {
        add(scope, cluster, ADMINISTRATOR, key);
        users.forEach(user -> add(scope, cluster, user, key));
    }

    private void add(Construct scope, DefinitionName cluster, String user, @Nullable IKey key) {
        Secret secret = Secret.Builder.create(scope, "Password-" + user)
                .secretName(secretName(cluster, user))
                .description("Password of %s at JupyterHub on %s".formatted(user, cluster))
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(PASSWORD_LENGTH)
                        .excludePunctuation(true)
                        .build())
                .encryptionKey(key)
                .build();
        CdkNag.suppress(secret, FINDINGS);
        secrets.put(user, secret);
    }

    static String secretName(DefinitionName cluster, String user) {
        return "emr-launch/notebooks/%s/%s/%s".formatted(cluster.namespace(), cluster.name(), user);
    }

    /** Checks the name of a user or of the administrator. */
    static String requireName(String user) {
        if (!user.equals(ADMINISTRATOR)) {
            checkName(user);
        }
        return user;
    }

    /**
     * Checks the list of users.
     *
     * @param directory the directory whose users log in instead; null for none
     * @throws IllegalArgumentException if there are neither users nor a directory, or both, or a name is duplicate or
     *     not allowed
     */
    static void check(List<String> users, @Nullable LdapDirectory directory) {
        if (directory != null) {
            if (!users.isEmpty()) {
                throw new IllegalArgumentException(
                        "'users' must be empty with 'directory', got: %s. JupyterHub authenticates users with the directory only"
                                .formatted(users));
            }
            return;
        }
        if (users.isEmpty()) {
            throw new IllegalArgumentException(
                    "'users' must name at least one user: without one only the administrator could log in to JupyterHub. Those of an LDAP directory are for 'directory'");
        }
        if (users.size() > MAX_USERS) {
            throw new IllegalArgumentException(
                    ("'users' must be at most %d, got %d: their secrets would not fit into the instance role's policy. Use "
                                    + "'directory' for more")
                            .formatted(MAX_USERS, users.size()));
        }
        Set<String> seen = new HashSet<>();
        for (String user : users) {
            checkName(user);
            if (!seen.add(user)) {
                throw new IllegalArgumentException("'users' has '%s' twice. Leave one out".formatted(user));
            }
        }
    }

    private static void checkName(String user) {
        Validation.requireKnown("users", user, "each user has a secret of that name");
        if (!user.matches(NAME)) {
            throw new IllegalArgumentException(
                    ("'users' must be names that Linux accepts, 1 to 32 lower-case letters, digits, _ and -, beginning with a letter "
                                    + "or _, got: '%s'%s")
                            .formatted(
                                    user,
                                    user.toLowerCase(Locale.ROOT).matches(NAME)
                                            ? ". JupyterHub converts names to lower case: use '%s'"
                                                    .formatted(user.toLowerCase(Locale.ROOT))
                                            : ""));
        }
        if (user.equals(ADMINISTRATOR)) {
            throw new IllegalArgumentException(
                    "'users' must not have '%s': it is JupyterHub's administrator and gets a password anyway. Leave it out"
                            .formatted(user));
        }
        if (SYSTEM_ACCOUNTS.contains(user)) {
            throw new IllegalArgumentException(
                    "'users' must not have '%s', which is a system account of the machine that JupyterHub runs on. Choose another name"
                            .formatted(user));
        }
    }

    /** Returns the arguments of the script, {@code USER=SECRET-ARN} for each user. */
    String[] arguments() {
        return secrets.entrySet().stream()
                .map(user -> user.getKey() + "=" + user.getValue().getSecretArn())
                .toArray(String[]::new);
    }

    List<String> secretArns() {
        return secrets.values().stream().map(ISecret::getSecretArn).toList();
    }

    ISecret secretOf(String user) {
        ISecret secret = secrets.get(user);
        if (secret == null) {
            throw new IllegalArgumentException("There is no user '%s'. Users: %s"
                    .formatted(user, secrets.keySet().stream().collect(Collectors.joining(", "))));
        }
        return secret;
    }
}
