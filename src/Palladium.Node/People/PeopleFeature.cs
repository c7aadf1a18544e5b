using Microsoft.AspNetCore.Authentication;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;

namespace Palladium.Node.People;

/// <summary>Accounts, sessions and tokens.</summary>
internal sealed class PeopleFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddSingleton<ChangeRecorder>();
        services.AddSingleton<Credentials>();
        services.AddAntiforgery(options => options.Cookie.Name = $"palladium_forms_{configuration.Member}");
        services.AddAuthentication(Identity.Scheme)
            .AddScheme<AuthenticationSchemeOptions, PalladiumAuthentication>(Identity.Scheme, null);
        Passkeys.Add(services, configuration);
        OpenIdSignIn.Add(services, configuration);
        services.AddSingleton<PeopleViews>();
        services.AddEndpoints<SignInEndpoints>();
        services.AddEndpoints<PasskeyEndpoints>();
        services.AddEndpoints<PeopleEndpoints>();
    }
}
