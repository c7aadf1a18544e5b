using Microsoft.AspNetCore.Authorization;
using Palladium.Node.Configuration;
using Palladium.Node.People;

namespace Palladium.Node.Hosting.Access;

/// <summary>The one rule of entry to every endpoint that is not public.</summary>
internal sealed class NodeAccessRequirement : IAuthorizationRequirement;

/// <summary>
/// Lets a person in where no role or the person's role is demanded, a token where its scope is named, and a member
/// on the peer port. Everything else ends in deny, because nothing else succeeds the requirement.
/// </summary>
internal sealed class NodeAccessHandler(IHttpContextAccessor accessor, NodeConfiguration configuration, TimeProvider clock) : AuthorizationHandler<NodeAccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NodeAccessRequirement requirement)
    {
        var http = context.Resource as HttpContext ?? accessor.HttpContext;
        if (http?.GetEndpoint() is { } endpoint && IsLetIn(http, endpoint))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private bool IsLetIn(HttpContext http, Endpoint endpoint)
    {
        var isPeerEndpoint = endpoint.Metadata.GetMetadata<PeerMetadata>() is not null;
        if (isPeerEndpoint || PeerConnection.IsPeerPort(http))
        {
            return isPeerEndpoint && PeerConnection.IsPeerPort(http) && PeerConnection.MemberOf(http) is not null;
        }

        if (http.User.Person() is { } person)
        {
            if (StepUp.Missing(person, endpoint, configuration.Passkeys, clock.GetUtcNow()) is { } refusal)
            {
                http.Features.Set(refusal);
                return false;
            }

            return endpoint.Metadata.GetOrderedMetadata<RoleMetadata>().All(role => http.User.IsInRole(role.Role));
        }

        return http.User.TokenId() is not null
            && endpoint.Metadata.GetOrderedMetadata<RoleMetadata>().Count == 0
            && endpoint.Metadata.GetOrderedMetadata<ScopeMetadata>().Any(scope => http.User.HasScope(scope.Scope));
    }
}
