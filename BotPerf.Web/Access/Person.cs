namespace BotPerf.Web.Access;

/// <summary>Somebody who may sign in.</summary>
/// <param name="HasSecondStep">Signs in with a code of an authenticator app, too.</param>
/// <param name="LastSignInAt">Null: never.</param>
/// <param name="Sessions">In how many browsers it is signed in.</param>
public sealed record Person(
    int Id, string Email, string Role, bool IsDisabled, bool HasSecondStep, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt, int Sessions);
