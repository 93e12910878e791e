package io.github.emrlaunch.core.internal;

import java.util.Objects;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * A construct that has claimed something in the {@link AppRegistry}, by its place in the construct tree: the construct itself may not be
 * there yet.
 *
 * @param scope the construct's scope
 * @param id the construct's id
 */
public record Claimant(IConstruct scope, String id) {
    /** A construct that is in the tree. */
    public static Claimant of(Construct construct) {
        return new Claimant(
                Objects.requireNonNull(construct.getNode().getScope()),
                construct.getNode().getId());
    }

    /** The path in the construct tree. */
    public String path() {
        String path = scope.getNode().getPath();
        return path.isEmpty() ? id : path + "/" + id;
    }

    /**
     * Whether the claim holds against another construct. It does not when the construct was never added or has been removed, as that of a
     * builder that refused, or when the other one stands in its place.
     */
    public boolean holdsAgainst(Claimant other) {
        return isInTree() && !path().equals(other.path());
    }

    private boolean isInTree() {
        IConstruct construct = scope.getNode().tryFindChild(id);
        return construct != null && isInTree(construct);
    }

    /** Whether a construct is in the tree: one that a builder made and then refused has been removed. */
    static boolean isInTree(IConstruct inner) {
        IConstruct construct = inner;
        while (construct != null) {
            IConstruct parent = construct.getNode().getScope();
            if (parent == null) {
                return true;
            }
            if (parent.getNode().tryFindChild(construct.getNode().getId()) != construct) {
                return false;
            }
            construct = parent;
        }
        return false;
    }
}
