namespace Palladium.Node.Hosting.Access;

/// <summary>Tokens with this scope may use the endpoint.</summary>
internal sealed record ScopeMetadata(string Scope);

/// <summary>Only people with this role may use the endpoint.</summary>
internal sealed record RoleMetadata(string Role);

/// <summary>A sensitive act: whoever has a passkey has shown it within the last five minutes.</summary>
internal sealed record FreshProofMetadata;

/// <summary>The endpoint serves other members over mutual TLS, and nobody else.</summary>
internal sealed record PeerMetadata;

/// <summary>What an endpoint demands beyond a signed-in person.</summary>
public static class AccessConventions
{
    /// <summary>Lets tokens with that scope in, beside people. Without this every token is denied.</summary>
    public static T WithScope<T>(this T builder, string scope)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new ScopeMetadata(scope));

    /// <summary>Lets in only people with that role.</summary>
    public static T WithRole<T>(this T builder, string role)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new RoleMetadata(role));

    /// <summary>For a sensitive act: demands that the person showed a passkey within <see cref="StepUp.Fresh"/>.</summary>
    public static T WithFreshProof<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new FreshProofMetadata());

    /// <summary>Lets in also a person who has no passkey on a node that requires one: for the way to the first one.</summary>
    public static T EvenWithoutPasskey<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new Web.BeforePasskeyAttribute());

    /// <summary>For the peer port: reached only there, and only by a connection on which a member proved its key.</summary>
    public static T ForPeers<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new PeerMetadata());
}
