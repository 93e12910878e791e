package io.github.emrlaunch.core.internal;

import java.util.Objects;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * A construct that has claimed an entry in the {@link AppRegistry}, identified by its location in the construct tree, because the construct
 * may not
 * exist yet.
 *
 * @param scope the construct's scope
 * @param id the construct's id
 */
public record Claimant(IConstruct scope, String id) {
    /** Returns the claimant for a construct in the tree. */
    public static Claimant of(Construct construct) {
        return new Claimant(
                Objects.requireNonNull(construct.getNode().getScope()),
                construct.getNode().getId());
    }

    /** Returns the path in the construct tree. */
    public String path() {
        String path = scope.getNode().getPath();
        return path.isEmpty() ? id : path + "/" + id;
    }

    /**
     * Returns whether the claim is valid against another construct. It is not if the construct was never added or has been removed, for
     * example
     * because its builder failed, or if the other construct has the same location.
     */
    public boolean holdsAgainst(Claimant other) {
        return isInTree() && !path().equals(other.path());
    }

    private boolean isInTree() {
        IConstruct construct = scope.getNode().tryFindChild(id);
        return construct != null && isInTree(construct);
    }

    /** Returns whether a construct is in the tree: one whose builder failed has been removed. */
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
