package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The {@code Principal} or {@code NotPrincipal} element of a statement.
 *
 * @param names the kind, a colon and the principal, such as {@code Service:lambda.amazonaws.com}; {@code *} is every principal
 * @param negated whether the element is {@code NotPrincipal}
 */
record Principals(Set<String> names, boolean negated) {
    private static final String EVERYBODY = "*";
    static final String AWS = "AWS:";
    static final String SERVICE = "Service:";

    Principals {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    static Principals parse(JsonNode element, boolean negated) {
        Set<String> names = new LinkedHashSet<>();
        if (element.isTextual()) {
            names.add(element.asText());
        }
        element.properties().forEach(kind -> Statement.strings(kind.getValue()).forEach(name -> {
            boolean everybody = kind.getKey().equals("AWS") && name.equals(EVERYBODY);
            names.add(everybody ? EVERYBODY : kind.getKey() + ":" + name);
        }));
        return new Principals(names, negated);
    }

    Reach reach(Caller caller) {
        if (negated) {
            return excludes(caller) ? Reach.NONE : Reach.CALLER;
        }
        if (names.contains(EVERYBODY) || names(caller.itself())) {
            return Reach.CALLER;
        }
        if (names(caller.role())) {
            return Reach.ROLE;
        }
        return names(caller.account()) ? Reach.ACCOUNT : Reach.NONE;
    }

    /** Returns whether {@code NotPrincipal} excludes the caller: the account, the role and the session must all be named. */
    private boolean excludes(Caller caller) {
        return names(caller.itself())
                && (caller.role().isEmpty() || names(caller.role()))
                && (caller.account().isEmpty() || names(caller.account()));
    }

    private boolean names(Collection<String> candidates) {
        return candidates.stream().anyMatch(names::contains);
    }
}
