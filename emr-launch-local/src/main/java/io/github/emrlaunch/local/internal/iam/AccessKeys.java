package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AuthenticationErrors;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The access keys of requests and their owners. Secret keys are not checked. */
public final class AccessKeys {
    /** The access key of the account's administrator, who has full permissions. */
    public static final String ADMINISTRATOR = "AKIALOCALEMULATOR000";

    private final Account account;
    private final Supplier<Instant> now;
    private final UnknownKeys unknownKeys;
    private final Map<String, Credentials> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    public AccessKeys(Account account, Supplier<Instant> now, UnknownKeys unknownKeys) {
        this.account = account;
        this.now = now;
        this.unknownKeys = unknownKeys;
    }

    /** Issues a key for a session. */
    Credentials issue(Principal session, Instant expiration) {
        String seed = session.arn() + "/" + count.incrementAndGet();
        Credentials credentials = new Credentials(
                "ASIA" + Ids.alphanumeric("key/" + seed, 16),
                Ids.hex("secret/" + seed, 40),
                Ids.hex("token/" + seed, 64),
                session,
                expiration);
        sessions.put(credentials.accessKeyId(), credentials);
        return credentials;
    }

    /** Expires a session before its expiration. */
    void expire(Credentials session) {
        sessions.put(session.accessKeyId(), session.expiringAt(now.get()));
    }

    /**
     * Returns the owner of a key.
     *
     * @param sessionToken the session token; null for a request without one
     * @param errors the errors of the called service
     * @throws io.github.emrlaunch.local.internal.aws.AwsException when the key is unknown, the token does not belong to the key, or the
     *     session has expired
     */
    public Principal authenticate(String accessKeyId, @Nullable String sessionToken, AuthenticationErrors errors) {
        Credentials session = sessions.get(accessKeyId);
        if (session == null) {
            boolean administrator =
                    accessKeyId.equals(ADMINISTRATOR) ? sessionToken == null : unknownKeys == UnknownKeys.ADMINISTRATOR;
            if (administrator) {
                return Principal.root(account);
            }
            throw errors.invalidToken();
        }
        if (!session.sessionToken().equals(sessionToken)) {
            throw errors.invalidToken();
        }
        if (!now.get().isBefore(session.expiration())) {
            throw errors.expiredToken();
        }
        return session.principal();
    }
}
