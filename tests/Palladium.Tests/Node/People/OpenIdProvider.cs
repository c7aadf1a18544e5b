using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace Palladium.Tests.Node.People;

/// <summary>A real OpenID Connect provider, OpenIddict, on loopback: one client, and whoever <see cref="User"/> is signs in at once.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string Client = "palladium";
    public const string Secret = "a secret of the test";

    private readonly WebApplication _app;

    private OpenIdProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Subject, name and groups of whoever signs in next.</summary>
    public (string Subject, string Name, string[] Groups) User { get; set; }

    /// <summary>Whether the last authorization came with a PKCE challenge.</summary>
    public bool SawChallenge { get; private set; }

    public static async Task<OpenIdProvider> StartAsync()
    {
        OpenIdProvider provider = null!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RegisterScopes("profile");
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey().EnableDegradedMode();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                provider.SawChallenge = context.Request.CodeChallenge is { Length: > 40 } && context.Request.CodeChallengeMethod == "S256";
                if (context.ClientId != Client)
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                }

                return ValueTask.CompletedTask;
            }));
            server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || context.ClientSecret != Secret)
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                }

                return ValueTask.CompletedTask;
            }));
            server.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                var identity = new ClaimsIdentity("test");
                identity.AddClaim(new Claim("sub", provider.User.Subject));
                identity.AddClaim(new Claim("name", provider.User.Name));
                identity.AddClaims(provider.User.Groups.Select(group => new Claim("groups", group)));
                identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
                context.SignIn(new ClaimsPrincipal(identity));
                return ValueTask.CompletedTask;
            }));
        });
        var app = builder.Build();
        app.UseAuthentication();
        provider = new OpenIdProvider(app);
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
