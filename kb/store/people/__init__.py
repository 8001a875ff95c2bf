"""People who sign in: who may, with which role, and how they prove who they are.

* :mod:`kb.store.people.roles`: add people, change roles, end access
* :mod:`kb.store.people.invitations`: links that let somebody set a password
* :mod:`kb.store.people.passwords`: hashes of passwords
* :mod:`kb.store.people.browsers`: where somebody is signed in
"""
